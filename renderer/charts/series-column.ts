/** A point as Chart.js wants it when it need not parse. */
export interface ChartPoint {
  x: number;
  y: number;
}

/** A stretch of the axis of images shown. */
export interface AxisView {
  from: number;
  to: number;
}

/** What a chart asks of one column. */
export interface SeriesColumn {
  /**
   * Lowest and highest value of each of `buckets` equal stretches of the view, in drawing order: at most two points a
   * bucket, so that no spike is lost and no pixel is drawn twice. The neighbours of the view are included.
   */
  extremes(view: AxisView, buckets: number): ChartPoint[];
  /**
   * The trend: an exponential average whose memory is `memory` of the view (0.02 = two percent), one point a bucket;
   * without memory the mean of each bucket.
   */
  trend(view: AxisView, buckets: number, memory: number): ChartPoint[];
}

/** Where the points of a series stand: images shown, ascending, up to `length`. */
export interface Places {
  readonly nimg: Float64Array;
  readonly length: number;
}

/** What stands there; NaN where there is nothing. */
export interface Values {
  readonly mean: Float32Array;
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** The first point after `nimg`. */
export function indexAfter(places: Places, nimg: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places.nimg[middle] <= nimg) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Reads one column. Cost: one pass over the points of the view. */
export class ColumnReader implements SeriesColumn {
  readonly #places: Places;
  readonly #values: Values;
  readonly #fewestAveraged: number;

  /** A trend averages over `fewestAveraged` rows at least, however short the series. */
  constructor(places: Places, values: Values, fewestAveraged: number) {
    this.#places = places;
    this.#values = values;
    this.#fewestAveraged = fewestAveraged;
  }

  extremes(view: AxisView, buckets: number): ChartPoint[] {
    const { nimg } = this.#places;
    const { low, high } = this.#values;
    const points: ChartPoint[] = [];
    const first = Math.max(0, indexAfter(this.#places, view.from) - 1);
    let from = first;
    for (const to of this.#bucketEnds(first, view, buckets)) {
      let lowest = -1;
      let highest = -1;
      for (let i = from; i < to; i += 1) {
        if (Number.isNaN(low[i])) continue;
        if (lowest < 0 || low[i] < low[lowest]) lowest = i;
        if (highest < 0 || high[i] > high[highest]) highest = i;
      }
      from = to;
      if (lowest < 0) continue;
      const down = { x: nimg[lowest], y: low[lowest] };
      const up = { x: nimg[highest], y: high[highest] };
      if (lowest === highest && down.y === up.y) points.push(down);
      else if (lowest <= highest) points.push(down, up);
      else points.push(up, down);
    }
    return points;
  }

  trend(view: AxisView, buckets: number, memory: number): ChartPoint[] {
    const { nimg } = this.#places;
    const { mean } = this.#values;
    const first = Math.max(0, indexAfter(this.#places, view.from) - 1);
    const ends = this.#bucketEnds(first, view, buckets);
    const shown = (ends.at(-1) ?? first) - first;
    const width = view.to - view.from;
    const span = Math.max(width * memory, (width / Math.max(1, shown)) * this.#fewestAveraged);
    // Five times its memory before the view, an average has forgotten everything else.
    let i = memory > 0 ? Math.min(first, indexAfter(this.#places, view.from - 5 * span)) : first;
    let lastNimg = i > 0 ? nimg[i - 1] : 0;
    // Rows are evenly spaced nearly everywhere, so that the exponential is seldom computed anew.
    let step = 0;
    let keep = 0;
    let weighted = 0;
    let weight = 0;
    const points: ChartPoint[] = [];
    for (const to of ends) {
      if (memory === 0) weighted = weight = 0;
      let at = -1;
      for (; i < to; i += 1) {
        if (Number.isNaN(mean[i])) continue;
        if (memory === 0) {
          weighted += mean[i];
          weight += 1;
        } else {
          const nextStep = nimg[i] - lastNimg;
          if (nextStep !== step) {
            step = nextStep;
            keep = Math.exp(-step / span);
          }
          weighted = weighted * keep + mean[i] * (1 - keep);
          weight = weight * keep + (1 - keep);
        }
        lastNimg = nimg[i];
        at = i;
      }
      if (at >= 0) points.push({ x: nimg[at], y: weighted / weight });
    }
    return points;
  }

  /**
   * Where each bucket that holds points ends, from point `first` to the one after the view; plain indices, so that the
   * loops over the points keep their numbers unboxed.
   */
  #bucketEnds(first: number, view: AxisView, buckets: number): number[] {
    const { nimg } = this.#places;
    const length = Math.min(this.#places.length, indexAfter(this.#places, view.to) + 1);
    const width = (view.to - view.from) / Math.max(1, buckets) || 1;
    const ends: number[] = [];
    let i = first;
    while (i < length) {
      const end = view.from + (Math.floor((nimg[i] - view.from) / width) + 1) * width;
      i += 1;
      while (i < length && nimg[i] < end) i += 1;
      ends.push(i);
    }
    return ends;
  }
}
