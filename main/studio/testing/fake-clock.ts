import { EventBus } from '../base/events.ts';
import type { WallClock } from '../base/wall-clock.ts';

/** A clock that a test sets; each setting is one beat, however far it jumps, as after a sleep of the computer. */
export class FakeClock implements WallClock {
  readonly #beats = new EventBus<undefined>({
    error(message, fields) {
      throw new Error(message, { cause: fields?.['error'] });
    },
  });
  #now: Date;

  constructor(now: string) {
    this.#now = new Date(now);
  }

  now(): Date {
    return this.#now;
  }

  onBeat(listener: () => void): () => void {
    return this.#beats.listen(listener);
  }

  set(now: string): void {
    this.#now = new Date(now);
    this.#beats.publish(undefined);
  }
}
