import {
  type AxisView,
  ColumnReader,
  indexAfter,
  type Places,
  type SeriesColumn,
  type Values,
} from './series-column.ts';

/** One row, or several after each other, of what is drawn over the images shown; absent numbers are not drawn. */
export interface SeriesRow<Column extends string> {
  /** Images shown at the last of them. */
  nimg: number;
  steps: number;
  mean: Readonly<Partial<Record<Column, number | undefined>>>;
  /** Absent where all are the same. */
  low?: Readonly<Partial<Record<Column, number | undefined>>> | undefined;
  high?: Readonly<Partial<Record<Column, number | undefined>>> | undefined;
}

interface Options {
  /** Points kept at most; with a dozen columns, 32,768 of them take 5 MB. */
  capacity?: number;
  /** Rows that a trend averages over at least, however short the series. */
  fewestAveraged?: number;
}

/** Sums of the rows that do not make a whole point yet. */
interface Pending {
  sum: number;
  steps: number;
  low: number;
  high: number;
}

const nothingYet = (): Pending => ({ sum: 0, steps: 0, low: Number.NaN, high: Number.NaN });

/** NaN stands for nothing. */
const lower = (a: number, b: number) => (a <= b || Number.isNaN(b) ? a : b);
const higher = (a: number, b: number) => (a >= b || Number.isNaN(b) ? a : b);

/**
 * The numbers of one run in typed arrays, outside React; ordered by images shown, bounded in memory. When it is full,
 * neighbours become one point with their mean, lowest and highest: the whole run stays in view, and so does each spike.
 */
export class Series<Column extends string> implements Places {
  readonly #names: readonly Column[];
  readonly #capacity: number;
  readonly #fewestAveraged: number;
  readonly nimg: Float64Array;
  /** Rows that each point stands for. */
  readonly #steps: Float32Array;
  readonly #values: readonly Values[];
  #pending: Pending[];
  #pendingSteps = 0;
  #length = 0;
  /** Rows that a new point stands for; doubles whenever the points are full. */
  #stride = 1;
  #newestNimg = 0;

  constructor(names: readonly Column[], { capacity = 32_768, fewestAveraged = 1 }: Options = {}) {
    this.#names = names;
    this.#capacity = Math.max(4, capacity);
    this.#fewestAveraged = fewestAveraged;
    this.nimg = new Float64Array(this.#capacity);
    this.#steps = new Float32Array(this.#capacity);
    const column = () => new Float32Array(this.#capacity);
    this.#values = names.map(() => ({ mean: column(), low: column(), high: column() }));
    this.#pending = names.map(nothingYet);
  }

  get length(): number {
    return this.#length;
  }

  /** Bytes of all its arrays; the same however long the run. */
  get byteLength(): number {
    return this.nimg.byteLength + this.#steps.byteLength * (1 + 3 * this.#names.length);
  }

  /** Images shown at the newest row; 0 when there is none. */
  get newestNimg(): number {
    return this.#newestNimg;
  }

  column(name: Column): SeriesColumn {
    const values = this.#values[this.#names.indexOf(name)];
    return new ColumnReader(this, values, this.#fewestAveraged);
  }

  /** True when rows in the view are put together, so that a closer look would show more. */
  isCoarse(view: AxisView): boolean {
    const end = indexAfter(this, view.to);
    for (let i = indexAfter(this, view.from); i < end; i += 1) if (this.#steps[i] > 1) return true;
    return false;
  }

  /** Adds rows at the end; rows that are not newer than the newest are known already and skipped. */
  append(rows: Iterable<SeriesRow<Column>>): void {
    for (const row of rows) {
      if (row.nimg <= this.#newestNimg) continue;
      this.#newestNimg = row.nimg;
      this.#gather(row);
      if (this.#pendingSteps >= this.#stride && this.#length === this.#capacity) this.#condense();
      if (this.#pendingSteps >= this.#stride) this.#addPoint(row.nimg);
    }
  }

  /** Forgets everything after `nimg`, as when a run goes back to a checkpoint. */
  truncateAfter(nimg: number): void {
    this.#length = indexAfter(this, nimg);
    this.#forgetPending();
    this.#newestNimg = this.#length > 0 ? this.nimg[this.#length - 1] : 0;
  }

  #gather({ nimg: _, steps, mean, low = mean, high = mean }: SeriesRow<Column>): void {
    this.#pendingSteps += steps;
    this.#names.forEach((name, column) => {
      const value = mean[name];
      if (value === undefined || !Number.isFinite(value)) return;
      const pending = this.#pending[column];
      pending.sum += value * steps;
      pending.steps += steps;
      pending.low = lower(low[name] ?? value, pending.low);
      pending.high = higher(high[name] ?? value, pending.high);
    });
  }

  /** Turns the pending rows into one point, at the images shown at the last of them. */
  #addPoint(nimg: number): void {
    const i = this.#length;
    this.nimg[i] = nimg;
    this.#steps[i] = this.#pendingSteps;
    this.#values.forEach((values, column) => {
      const { sum, steps, low, high } = this.#pending[column];
      values.mean[i] = steps > 0 ? sum / steps : Number.NaN;
      values.low[i] = low;
      values.high[i] = high;
    });
    this.#length += 1;
    this.#forgetPending();
  }

  #forgetPending(): void {
    this.#pending = this.#names.map(nothingYet);
    this.#pendingSteps = 0;
  }

  /** Doubles the stride and joins neighbours that fit into it, until there is room. */
  #condense(): void {
    while (this.#length > this.#capacity / 2) {
      this.#stride *= 2;
      let last = 0;
      for (let i = 1; i < this.#length; i += 1) {
        if (this.#steps[last] + this.#steps[i] <= this.#stride) this.#join(last, i);
        else this.#move(++last, i);
      }
      this.#length = last + 1;
    }
  }

  /** Point `i` becomes a part of point `into`, which stands before it. */
  #join(into: number, i: number): void {
    const [a, b] = [this.#steps[into], this.#steps[i]];
    for (const { mean, low, high } of this.#values) {
      if (Number.isNaN(mean[into])) mean[into] = mean[i];
      else if (!Number.isNaN(mean[i])) mean[into] = (mean[into] * a + mean[i] * b) / (a + b);
      low[into] = lower(low[i], low[into]);
      high[into] = higher(high[i], high[into]);
    }
    this.nimg[into] = this.nimg[i];
    this.#steps[into] = a + b;
  }

  #move(to: number, from: number): void {
    if (to === from) return;
    this.nimg[to] = this.nimg[from];
    this.#steps[to] = this.#steps[from];
    for (const { mean, low, high } of this.#values) {
      mean[to] = mean[from];
      low[to] = low[from];
      high[to] = high[from];
    }
  }
}
