/** Images per second over the last seconds, as the median of short windows, so that one slow step does not show. */
export class Speedometer {
  readonly #windowMs: number;
  readonly #kept: number;
  #rates: number[] = [];
  #windowStartMs: number;
  #windowImages = 0;

  /** Windows of `windowMs`, of which the newest `kept` count. */
  constructor(nowMs: number, windowMs = 1000, kept = 15) {
    this.#windowStartMs = nowMs;
    this.#windowMs = windowMs;
    this.#kept = kept;
  }

  add(images: number, nowMs: number): void {
    this.#windowImages += images;
    const elapsedMs = nowMs - this.#windowStartMs;
    if (elapsedMs < this.#windowMs) return;
    this.#rates = [...this.#rates, (this.#windowImages / elapsedMs) * 1000].slice(-this.#kept);
    this.#windowStartMs = nowMs;
    this.#windowImages = 0;
  }

  /** Absent until the first window is full. */
  imagesPerSecond(): number | undefined {
    if (this.#rates.length === 0) return undefined;
    const sorted = [...this.#rates].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  }

  /** Starts the current window again, after work that was not training. */
  skipPause(nowMs: number): void {
    this.#windowStartMs = nowMs;
    this.#windowImages = 0;
  }
}
