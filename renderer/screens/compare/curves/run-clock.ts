import type { AxisView, ChartPoint, SeriesColumn } from '../../../charts/series-column.ts';

/** When a run had been shown how many images, from the moments that are known; between two of them in a straight line. */
export class RunClock {
  readonly #images: readonly number[];
  readonly #times: readonly number[];

  /** Moments in seconds of training; those that go back in either are left out. */
  constructor(moments: readonly { nimg: number; trainingSeconds: number }[]) {
    const images = [0];
    const times = [0];
    let [lastImages, lastTime] = [0, 0];
    for (const { nimg, trainingSeconds } of moments.toSorted((a, b) => a.nimg - b.nimg)) {
      const time = trainingSeconds * perSecond;
      if (nimg <= lastImages || time <= lastTime) continue;
      [lastImages, lastTime] = [nimg, time];
      images.push(nimg);
      times.push(time);
    }
    this.#images = images;
    this.#times = times;
  }

  timeAt(nimg: number): number {
    return between(this.#images, this.#times, nimg);
  }

  nimgAt(time: number): number {
    return between(this.#times, this.#images, time);
  }
}

/** Thousandths of a minute spent training: the places of an axis over time. */
const perSecond = 1000 / 60;

/** Piecewise linear; beyond the last moment as fast as before it. */
function between(from: readonly number[], to: readonly number[], value: number): number {
  if (from.length < 2) return 0;
  const after = from.findIndex((each) => each >= value);
  const right = Math.max(1, after < 0 ? from.length - 1 : after);
  const left = right - 1;
  const share = (value - from[left]) / (from[right] - from[left]);
  return to[left] + share * (to[right] - to[left]);
}

/** A stretch of an axis over time as images shown. */
export const inImages = ({ from, to }: AxisView, clock: RunClock): AxisView => ({
  from: clock.nimgAt(from),
  to: clock.nimgAt(to),
});

/** A column over the time that its run had trained instead of over the images shown; the clock is read at each look. */
export function overTime(column: SeriesColumn, readClock: () => RunClock): SeriesColumn {
  const look = (read: (view: AxisView) => ChartPoint[], view: AxisView): ChartPoint[] => {
    const clock = readClock();
    return read(inImages(view, clock)).map(({ x, y }) => ({ x: clock.timeAt(x), y }));
  };
  return {
    extremes: (view, buckets) => look((images) => column.extremes(images, buckets), view),
    trend: (view, buckets, memory) => look((images) => column.trend(images, buckets, memory), view),
  };
}
