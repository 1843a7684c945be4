import { setImmediate } from 'node:timers/promises';

/** Lets others have their turn during long work on the studio's own thread. */
export class Breath {
  #lastMs = performance.now();

  /** Call often: costs nothing until a stretch is over. */
  async take(): Promise<void> {
    if (performance.now() - this.#lastMs < stretchMs) return;
    await setImmediate();
    this.#lastMs = performance.now();
  }
}

/** Longest stretch of work, in ms: the window waits no longer for an answer of the studio. */
const stretchMs = 30;
