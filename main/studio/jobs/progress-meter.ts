import type { Progress } from '../../contract/system/jobs.ts';

/** Turns counts into progress with a rate over the last seconds and the time left. */
export class ProgressMeter {
  readonly #unit: string;
  readonly #now: () => number;
  #readings: { atMs: number; done: number }[] = [];

  /** `done` is where the count starts: work that goes on has a part behind it. */
  constructor(unit: string, done = 0, now: () => number = () => performance.now()) {
    this.#unit = unit;
    this.#now = now;
    this.#readings.push({ atMs: now(), done });
  }

  read(done: number, total?: number, note?: string): Progress {
    const atMs = this.#now();
    if (this.#hasSlept(atMs)) this.#readings = [];
    this.#readings.push({ atMs, done });
    const recent = this.#readings.filter((reading) => reading.atMs >= atMs - windowMs);
    // Keep one reading from before the window, so that a slow counter still has a rate.
    this.#readings = this.#readings.slice(-recent.length - 1);
    const first = this.#readings[0];
    const elapsedMs = atMs - first.atMs;
    const rate = elapsedMs < shortestMs ? 0 : (Math.max(0, done - first.done) / elapsedMs) * 1000;
    return {
      done,
      unit: this.#unit,
      ...(total === undefined ? {} : { total }),
      ...(rate > 0 ? { rate } : {}),
      ...(rate > 0 && total !== undefined ? { secondsLeft: Math.max(0, total - done) / rate } : {}),
      ...(note === undefined ? {} : { note }),
    };
  }

  /** The clock of macOS and Windows goes on during a sleep: what was counted before it says nothing of the rate after. */
  #hasSlept(atMs: number): boolean {
    const last = atMs - (this.#readings.at(-1)?.atMs ?? atMs);
    if (last < shortestSleepMs || this.#readings.length < 2) return false;
    const times = this.#readings.map((reading) => reading.atMs);
    const gaps = times.slice(1).map((time, i) => time - times[i]);
    return last > sleepFactor * Math.max(...gaps);
  }
}

/** Readings older than this no longer count for the rate. */
const windowMs = 8000;

/** A gap this long, and this many times as long as those before it, was a sleep of the computer. */
const shortestSleepMs = 30_000;
const sleepFactor = 10;

/** A shorter time says nothing of the rate: the first piece may be done the moment counting begins. */
const shortestMs = 500;
