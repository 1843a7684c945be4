import type { ChartPoint } from './series-column.ts';

/** The upright axis of a chart. */
export interface ValueAxis {
  /** Logarithmic for what spans magnitudes; it leaves out what is not above zero. */
  scale: 'linear' | 'log';
  unit: string;
  /** Fixed upper end; absent = follows the values. */
  max?: number;
}

/** What an axis shows, from end to end. */
export interface AxisRange {
  min: number;
  max: number;
}

/** A line as it is drawn: faint from extreme to extreme, bold along its trend. */
export interface DrawnLine {
  extremes: readonly ChartPoint[];
  trend: readonly ChartPoint[];
}

/** 1, 2 or 5 times a power of ten: the smallest that cuts `width` into at most `count` parts. */
function niceStep(width: number, count: number): number {
  const rough = width / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5].find((each) => each * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** The multiples of a nice step in a range: at most `count` + 1. */
export function linearTicks({ min, max }: AxisRange, count: number): number[] {
  if (!(max > min)) return [min];
  const step = niceStep(max - min, count);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  // A negative zero would be written as such.
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step + 0);
}

/** Powers of ten in a range, every second, third, … where there are more than `count`. */
export function logTicks({ min, max }: AxisRange, count: number): number[] {
  const first = Math.ceil(Math.log10(min) - 1e-9);
  const last = Math.floor(Math.log10(max) + 1e-9);
  const every = Math.max(1, Math.ceil((last - first + 1) / count));
  const ticks: number[] = [];
  for (let power = first; power <= last; power += every) ticks.push(10 ** power);
  return ticks;
}

/** Values at which an axis has lines across. */
export const valueTicks = ({ scale }: ValueAxis, range: AxisRange, count: number): number[] =>
  scale === 'log' ? logTicks(range, count) : linearTicks(range, count);

/** Share of the extremes that the axis has room for; the rest are spikes, which run out of it. */
const usual = 0.9;
/** Powers of ten that a logarithmic axis has at most. */
const mostDecades = 8;

function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.round(share * (sorted.length - 1))];
}

/**
 * An axis that follows the values without letting single spikes flatten the rest: it has room for the trends and most of
 * the extremes, always holds zero where it is linear, and ends on round values, so that it seldom changes.
 */
export function valueRange(lines: readonly DrawnLine[], { scale, max }: ValueAxis): AxisRange {
  const values = (part: keyof DrawnLine) => lines.flatMap((line) => line[part].map(({ y }) => y));
  const extremes = values('extremes').sort((a, b) => a - b);
  const trends = values('trend').sort((a, b) => a - b);
  const low = Math.min(trends[0] ?? Infinity, quantile(extremes, 1 - usual) ?? Infinity);
  const high = Math.max(trends.at(-1) ?? -Infinity, quantile(extremes, usual) ?? -Infinity);
  if (high === -Infinity) return scale === 'log' ? { min: 0.1, max: 10 } : { min: 0, max: max ?? 1 };
  return scale === 'log' ? decades(low, high) : roundOut(low, high, max);
}

function decades(low: number, high: number): AxisRange {
  const last = Math.ceil(Math.log10(high) + 1e-9);
  const first = Math.max(Math.floor(Math.log10(low)), last - mostDecades);
  return { min: 10 ** first, max: 10 ** last };
}

function roundOut(low: number, high: number, fixedMax: number | undefined): AxisRange {
  const bottom = Math.min(0, low * 1.1);
  const top = fixedMax ?? Math.max(0, high * 1.1);
  if (top === bottom) return { min: 0, max: 1 };
  const step = niceStep(top - bottom, 4) / 2;
  return {
    min: Math.floor(bottom / step) * step + 0,
    max: fixedMax ?? Math.ceil(top / step) * step + 0,
  };
}

/** A value beside its line: '0.25', '−12', '1e−5'. */
export function formatTick(value: number): string {
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 0.001 || size >= 100_000)
      ? value.toExponential(0).replace('+', '')
      : String(Number(value.toPrecision(4)));
  return text.replaceAll('-', '−');
}

const upToSingleImages = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });

/** Images shown below an axis in kimg, with the digits that they have: '12', '0.064', '15,000'. */
export const formatAxisKimg = (nimg: number): string => upToSingleImages.format(nimg / 1000);

/** Where a value stands between the ends of an axis: 0 at the lower, 1 at the upper. */
export function placeOnAxis(
  value: number,
  { min, max }: AxisRange,
  scale: ValueAxis['scale'] = 'linear',
): number {
  return scale === 'log' ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
}
