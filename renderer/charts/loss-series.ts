import type { StepRow } from '../../main/contract/runs.ts';

/** What is drawn over the images shown. */
export const seriesColumns = ['dLoss', 'gLoss', 'dReal', 'dFake'] as const;
export type SeriesColumn = (typeof seriesColumns)[number];

/** A point as Chart.js wants it when it need not parse. */
export interface Point {
  x: number;
  y: number;
}

/** Points kept at most; when they are full, pairs are averaged, so that the whole run stays in view. */
const defaultCapacity = 131_072;

/** Rows that the trend averages over at least. */
const fewestAveraged = 8;

const emptySums = () => ({ count: 0, sums: { dLoss: 0, gLoss: 0, dReal: 0, dFake: 0 } });

/** The steps of one run in typed arrays, outside React; ordered by images shown, bounded in memory. */
export class LossSeries {
  readonly #capacity: number;
  readonly #nimg: Float64Array;
  readonly #values: Record<SeriesColumn, Float32Array>;
  #length = 0;
  /** Rows that one point stands for; doubles whenever the points are full. */
  #stride = 1;
  /** Sums of the rows that do not make a whole point yet. */
  #pending: { count: number; sums: Record<SeriesColumn, number> } = emptySums();
  #newestNimg = 0;

  constructor(capacity = defaultCapacity) {
    this.#capacity = Math.max(4, capacity);
    const column = () => new Float32Array(this.#capacity);
    this.#nimg = new Float64Array(this.#capacity);
    this.#values = { dLoss: column(), gLoss: column(), dReal: column(), dFake: column() };
  }

  get length(): number {
    return this.#length;
  }

  /** Images shown at the newest row; 0 when there is none. */
  get newestNimg(): number {
    return this.#newestNimg;
  }

  /** Adds rows at the end; rows that are not newer than the newest are known already and skipped. */
  append(rows: readonly StepRow[]): void {
    for (const row of rows) {
      if (row.nimg <= this.#newestNimg) continue;
      this.#newestNimg = row.nimg;
      const { sums } = this.#pending;
      this.#pending.count += 1;
      for (const column of seriesColumns) sums[column] += row[column];
      if (this.#pending.count === this.#stride && this.#length === this.#capacity) this.#halve();
      if (this.#pending.count === this.#stride) this.#addPoint(row.nimg);
    }
  }

  /** Forgets everything after `nimg`, as when a run goes back to a checkpoint. */
  truncateAfter(nimg: number): void {
    while (this.#length > 0 && this.#nimg[this.#length - 1]! > nimg) this.#length -= 1;
    this.#pending = emptySums();
    this.#newestNimg = this.#length > 0 ? this.#nimg[this.#length - 1]! : 0;
  }

  /**
   * Lowest and highest value of each of `buckets` equal stretches of the x axis, in drawing order: at most two
   * points a bucket, so that no spike is lost and no pixel is drawn twice. Cost: one pass over all rows.
   */
  extremes(column: SeriesColumn, buckets: number): Point[] {
    const values = this.#values[column];
    const points: Point[] = [];
    let from = 0;
    for (const to of this.#bucketEnds(buckets)) {
      let low = from;
      let high = from;
      for (let i = from + 1; i < to; i += 1) {
        if (values[i]! < values[low]!) low = i;
        if (values[i]! > values[high]!) high = i;
      }
      const first = Math.min(low, high);
      const second = Math.max(low, high);
      points.push({ x: this.#nimg[first]!, y: values[first]! });
      if (second !== first) points.push({ x: this.#nimg[second]!, y: values[second]! });
      from = to;
    }
    return points;
  }

  /**
   * The trend: an exponential average whose memory is `memory` of the x axis (0.02 = two percent) but several rows
   * at least, started without bias, one point a bucket. Cost: one pass over all rows.
   */
  trend(column: SeriesColumn, buckets: number, memory = 0.02): Point[] {
    const values = this.#values[column];
    const nimg = this.#nimg;
    const range = this.#length > 1 ? nimg[this.#length - 1]! - nimg[0]! : 1;
    const span = Math.max(range * memory, (range / this.#length) * fewestAveraged);
    const points: Point[] = [];
    let weighted = 0;
    let weight = 0;
    // Rows are evenly spaced nearly everywhere, so that the exponential is seldom computed anew.
    let step = 0;
    let keep = 1;
    let i = 0;
    for (const to of this.#bucketEnds(buckets)) {
      for (; i < to; i += 1) {
        const nextStep = i > 0 ? nimg[i]! - nimg[i - 1]! : 0;
        if (nextStep !== step) {
          step = nextStep;
          keep = Math.exp(-step / span);
        }
        weighted = weighted * keep + values[i]!;
        weight = weight * keep + 1;
      }
      points.push({ x: nimg[to - 1]!, y: weighted / weight });
    }
    return points;
  }

  /** Where each bucket that holds rows ends; plain indices, so that the loops over the rows keep their numbers unboxed. */
  #bucketEnds(buckets: number): number[] {
    const nimg = this.#nimg;
    const length = this.#length;
    const ends: number[] = [];
    if (length === 0) return ends;
    const start = nimg[0]!;
    const width = (nimg[length - 1]! - start) / Math.max(1, buckets) || 1;
    let i = 0;
    while (i < length) {
      const end = start + (Math.floor((nimg[i]! - start) / width) + 1) * width;
      i += 1;
      while (i < length && nimg[i]! < end) i += 1;
      ends.push(i);
    }
    return ends;
  }

  /** Turns the pending rows into one point: their mean, at the images shown at the last of them. */
  #addPoint(nimg: number): void {
    const { count, sums } = this.#pending;
    this.#nimg[this.#length] = nimg;
    for (const column of seriesColumns) this.#values[column][this.#length] = sums[column] / count;
    this.#length += 1;
    this.#pending = emptySums();
  }

  #halve(): void {
    const pairs = this.#capacity >> 1;
    for (let i = 0; i < pairs; i += 1) this.#nimg[i] = this.#nimg[2 * i + 1]!;
    for (const column of seriesColumns) {
      const values = this.#values[column];
      for (let i = 0; i < pairs; i += 1) values[i] = (values[2 * i]! + values[2 * i + 1]!) / 2;
    }
    this.#length = pairs;
    this.#stride *= 2;
  }
}
