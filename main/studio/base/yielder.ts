import { setImmediate } from 'node:timers/promises';

/** Lets other requests be answered during long work on the studio's own thread. */
export class Yielder {
  #lastMs = performance.now();

  /** Call often: costs nothing until a stretch is over. */
  async yieldIfDue(): Promise<void> {
    if (performance.now() - this.#lastMs < stretchMs) return;
    await setImmediate();
    this.#lastMs = performance.now();
  }
}

/** Longest stretch of work, in ms: the window waits no longer for an answer of the studio. */
const stretchMs = 30;
