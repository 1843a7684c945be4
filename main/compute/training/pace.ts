interface Mark {
  ms: number;
  /** Shown since the loop began. */
  images: number;
}

/**
 * Images a second that a training comes to, everything in its loop counted: grids, checkpoints and what is measured as
 * much as steps. Over the last minute, and at least 128 steps of it.
 */
export class Pace {
  readonly #before: number | undefined;
  /** One at the start and one after each step, the oldest at or before the beginning of the window. */
  #marks: Mark[];

  /** `before` = images a second until now, of a training that goes on: it stands for what is not in the window yet. */
  constructor(nowMs: number, before?: number) {
    this.#before = before;
    this.#marks = [{ ms: nowMs, images: 0 }];
  }

  /** After each step. */
  add(images: number, nowMs: number): void {
    const total = (this.#marks.at(-1)?.images ?? 0) + images;
    this.#marks.push({ ms: nowMs, images: total });
    while (this.#marks.length > fewestSteps + 1 && this.#marks[1].ms <= nowMs - windowMs) this.#marks.shift();
  }

  /** Absent in the first second of a training that was not resumed. */
  imagesPerSecond(): number | undefined {
    const [first] = this.#marks;
    const last = this.#marks[this.#marks.length - 1];
    const ms = last.ms - first.ms;
    const rate = ms > 0 ? ((last.images - first.images) / ms) * 1000 : 0;
    if (this.#before === undefined) return ms < shortestMs ? undefined : rate;
    const known = Math.min(1, ms / windowMs, (this.#marks.length - 1) / fewestSteps);
    return known * rate + (1 - known) * this.#before;
  }
}

/** Checkpoints come about once a minute: a window of that length holds one, whenever it is looked at. */
const windowMs = 60_000;
/** Slow steps need longer: fewer are too few for a mean, and grids and lazy penalties come only every so many of them. */
const fewestSteps = 128;
/** Less than this says nothing yet. */
const shortestMs = 1000;
