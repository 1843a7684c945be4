import type { StepRow } from '../../main/contract/runs.ts';

/** What is drawn over the images shown. */
export const seriesColumns = ['dLoss', 'gLoss', 'dReal', 'dFake'] as const;
export type SeriesColumn = (typeof seriesColumns)[number];

/** A point as Chart.js wants it when it need not parse. */
export interface Point {
  x: number;
  y: number;
}

/** Rows kept at most; beyond it the older half is averaged in pairs, so that the whole run stays in view. */
const defaultCapacity = 131_072;

/** The steps of one run in typed arrays, outside React; ordered by images shown, bounded in memory. */
export class LossSeries {
  readonly #capacity: number;
  readonly #nimg: Float64Array;
  readonly #values: Record<SeriesColumn, Float32Array>;
  #length = 0;

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
  get lastNimg(): number {
    return this.#length > 0 ? this.#nimg[this.#length - 1]! : 0;
  }

  /** Adds rows at the end; rows that are not newer than the newest are known already and skipped. */
  append(rows: readonly StepRow[]): void {
    for (const row of rows) {
      if (this.#length > 0 && row.nimg <= this.lastNimg) continue;
      if (this.#length === this.#capacity) this.#thinOlderHalf();
      this.#nimg[this.#length] = row.nimg;
      for (const column of seriesColumns) this.#values[column][this.#length] = row[column];
      this.#length += 1;
    }
  }

  /** Forgets everything after `nimg`, as when a run goes back to a checkpoint. */
  truncateAfter(nimg: number): void {
    while (this.#length > 0 && this.lastNimg > nimg) this.#length -= 1;
  }

  /** The newest value of a column. */
  last(column: SeriesColumn): number | undefined {
    return this.#length > 0 ? this.#values[column][this.#length - 1] : undefined;
  }

  /**
   * Lowest and highest value of each of `buckets` equal stretches of the x axis, in drawing order: at most two
   * points a bucket, so that no spike is lost and no pixel is drawn twice. Cost: one pass over all rows.
   */
  extremes(column: SeriesColumn, buckets: number): Point[] {
    const values = this.#values[column];
    const points: Point[] = [];
    this.#eachBucket(buckets, (from, to) => {
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
    });
    return points;
  }

  /**
   * The trend: an exponential average whose memory is `memory` of the x axis (0.02 = two percent), started
   * without bias, one point a bucket. Cost: one pass over all rows.
   */
  trend(column: SeriesColumn, buckets: number, memory = 0.02): Point[] {
    const values = this.#values[column];
    const span = this.#length > 1 ? (this.lastNimg - this.#nimg[0]!) * memory : 1;
    const points: Point[] = [];
    let weighted = 0;
    let weight = 0;
    this.#eachBucket(buckets, (from, to) => {
      for (let i = from; i < to; i += 1) {
        const step = i > 0 ? this.#nimg[i]! - this.#nimg[i - 1]! : 0;
        const keep = span > 0 ? Math.exp(-step / span) : 0;
        weighted = weighted * keep + values[i]!;
        weight = weight * keep + 1;
      }
      points.push({ x: this.#nimg[to - 1]!, y: weighted / weight });
    });
    return points;
  }

  /** Calls `visit(from, to)` for every bucket that holds rows. */
  #eachBucket(buckets: number, visit: (from: number, to: number) => void): void {
    if (this.#length === 0) return;
    const start = this.#nimg[0]!;
    const width = (this.lastNimg - start) / Math.max(1, buckets) || 1;
    let from = 0;
    while (from < this.#length) {
      const bucket = Math.floor((this.#nimg[from]! - start) / width);
      let to = from + 1;
      while (to < this.#length && Math.floor((this.#nimg[to]! - start) / width) === bucket) to += 1;
      visit(from, to);
      from = to;
    }
  }

  #thinOlderHalf(): void {
    const half = this.#capacity >> 1;
    const pairs = half >> 1;
    const thin = (values: Float32Array | Float64Array) => {
      for (let i = 0; i < pairs; i += 1) values[i] = (values[2 * i]! + values[2 * i + 1]!) / 2;
      values.copyWithin(pairs, 2 * pairs, this.#length);
    };
    thin(this.#nimg);
    for (const column of seriesColumns) thin(this.#values[column]);
    this.#length -= pairs;
  }
}
