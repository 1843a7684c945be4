import type { Logger } from '../../base/log.ts';
import { kindOf } from '../../places/kinds/index.ts';
import type { Scheduled } from '../../places/kinds/place-kind.ts';
import type { FollowedRun } from './followed-run.ts';
import type { RunJob } from './run-job-store.ts';

/** What the schedulers of all places say of the jobs that are followed: one call for each place, from time to time. */
export class PlaceQueues {
  readonly #known = new Map<string, ReadonlyMap<string, Scheduled>>();
  readonly #followed: () => readonly FollowedRun[];
  readonly #log: Logger;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(everyMs: number, log: Logger, followed: () => readonly FollowedRun[]) {
    this.#everyMs = everyMs;
    this.#log = log;
    this.#followed = followed;
  }

  /** Undefined where there is no scheduler, or it has not answered yet. One that it does not know any more is gone. */
  of({ placeId, scheduledAs }: RunJob): Scheduled | undefined {
    const known = this.#known.get(placeId);
    if (scheduledAs === undefined || known === undefined) return undefined;
    return known.get(scheduledAs) ?? { state: 'gone' };
  }

  /** Looks at all queues soon, and then from time to time while runs are followed. */
  look(): void {
    if (this.#timer !== undefined || this.#isClosed) return;
    this.#timer = setTimeout(() => void this.#lookAtAll(), Math.min(this.#everyMs, firstMs));
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #lookAtAll(): Promise<void> {
    const byPlace = Map.groupBy(
      this.#followed().filter(({ job }) => job.scheduledAs !== undefined),
      ({ place }) => place.id,
    );
    await Promise.all([...byPlace.values()].map((followed) => this.#lookAt(followed)));
    if (this.#isClosed) return;
    this.#timer = byPlace.size === 0 ? undefined : setTimeout(() => void this.#lookAtAll(), this.#everyMs);
  }

  /** A scheduler that does not answer leaves open how its jobs stand. */
  async #lookAt(followed: readonly FollowedRun[]): Promise<void> {
    const [first] = followed;
    if (first === undefined) return;
    const { place } = first;
    try {
      const scheduled = followed.flatMap(({ job }) => job.scheduledAs ?? []);
      this.#known.set(place.id, await kindOf(place).look(place, scheduled));
    } catch (error) {
      this.#known.delete(place.id);
      this.#log.warn('the queue of a place could not be read', { place: place.id, error });
    }
  }
}

/** Jobs that are sent together are asked for together. */
const firstMs = 2000;
