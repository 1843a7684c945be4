import { isDeepStrictEqual } from 'node:util';
import { StudioError } from '../../../contract/errors.ts';
import type { Whereabouts } from '../../../contract/places/places.ts';
import type { JobState } from '../../../job-folder/job-state.ts';
import type { Scheduled } from '../../places/kinds/place-kind.ts';

/** What was last seen of a job. */
export interface Seen {
  /** Absent before the first worker, and where it could not be read. */
  state: JobState | undefined;
  /** The share can be seen: only then does silence mean anything. */
  isThere: boolean;
  /** Messages came since it was last looked. */
  hasNews: boolean;
  /** Absent where there is no scheduler, or it was not asked yet. */
  scheduled: Scheduled | undefined;
  /** What is said while nothing has begun and the scheduler says nothing. */
  waiting: string;
  scheduledAs: string | undefined;
}

/**
 * Tells from signs of life how a job stands. Time is measured here alone: no clock of another machine is looked at.
 */
export class Sighting {
  readonly #silentMs: number;
  /** The worker's state when it last changed. */
  #state: JobState | undefined;
  #movedAtMs: number;
  #goneAtMs: number | undefined;
  #where: Whereabouts | undefined;
  #isThere = false;

  constructor(silentMs: number, nowMs: number) {
    this.#silentMs = silentMs;
    this.#movedAtMs = nowMs;
  }

  get where(): Whereabouts | undefined {
    return this.#where;
  }

  /** True while a worker trains the job, and while the share does not show whether one does. */
  get mayTrain(): boolean {
    return !this.#isThere || this.#where?.phase === 'training';
  }

  /** Throws COMPUTE_CRASHED when nobody will train the job any more. True when something else is to be shown. */
  look(seen: Seen, now: Date, nowMs: number): boolean {
    const { isThere, hasNews, scheduled, waiting, scheduledAs } = seen;
    this.#isThere = isThere;
    // A worker never takes its state away: one that cannot be read is the last one.
    const state = seen.state ?? this.#state;
    // Time counts only while nothing is left to read and the share shows that.
    const isFresh = hasNews || !isThere;
    if (isFresh || !isDeepStrictEqual(state, this.#state)) {
      this.#state = state;
      this.#movedAtMs = nowMs;
    }
    const isSilent = nowMs - this.#movedAtMs >= this.#silentMs;
    if (scheduled?.state !== 'gone' || isFresh) this.#goneAtMs = undefined;
    else this.#goneAtMs ??= nowMs;
    // What the worker said last may show later than that its job has gone.
    const isGone = this.#goneAtMs !== undefined && nowMs - this.#goneAtMs >= this.#silentMs;
    if (isGone || (state?.state === 'ended' && isSilent)) throw ended(scheduled?.reason);
    const named = scheduledAs === undefined ? {} : { scheduledAs };
    if (!isThere)
      return this.#show(
        { phase: 'lost', ...(state === undefined ? {} : { host: state.host }), ...named },
        now,
      );
    // What the scheduler said is older than a beat of the worker.
    if (state?.state === 'working' && (scheduled?.state !== 'waiting' || !isSilent)) {
      const phase = isSilent ? 'lost' : 'training';
      return this.#show({ phase, host: state.host, ...named }, now);
    }
    const reason = scheduled?.reason ?? waiting;
    const startsAt = scheduled?.startsAt;
    return this.#show(
      { phase: 'waiting', reason, ...named, ...(startsAt === undefined ? {} : { startsAt }) },
      now,
    );
  }

  #show(where: Omit<Whereabouts, 'since'>, now: Date): boolean {
    const before = this.#where;
    const since = before?.phase === where.phase ? before.since : now.toISOString();
    const next = { ...where, since };
    if (isDeepStrictEqual(before, next)) return false;
    this.#where = next;
    return true;
  }
}

const ended = (reason: string | undefined) =>
  new StudioError(
    'COMPUTE_CRASHED',
    `The job ended without a word of its worker${reason === undefined ? '' : ` (${reason})`}.`,
    {
      next: 'Resume the run: it goes on from its last checkpoint. The file worker.log of its job folder may say why it ended.',
    },
  );
