/** Seconds that a run has trained, everything in its loop counted; pauses and compilation are not. */
export class TrainingClock {
  #seconds: number;
  /** Absent until the loop begins. */
  #sinceMs: number | undefined;

  constructor(secondsBefore: number) {
    this.#seconds = secondsBefore;
  }

  /** The loop begins. */
  start(nowMs: number): void {
    this.#sinceMs = nowMs;
  }

  /** Goes on from here, after a roll back. */
  set(seconds: number, nowMs: number): void {
    this.#seconds = seconds;
    if (this.#sinceMs !== undefined) this.#sinceMs = nowMs;
  }

  read(nowMs: number): number {
    return this.#seconds + (this.#sinceMs === undefined ? 0 : (nowMs - this.#sinceMs) / 1000);
  }
}
