import type { LineColour } from '../theme/theme.ts';
import { type AxisRange, type DrawnLine, type ValueAxis, valueRange } from './scale.ts';
import type { AxisView, ChartPoint, SeriesColumn } from './series-column.ts';

/** One line of a chart: a column of a series in one of the theme's colours. */
export interface ChartLine {
  data: SeriesColumn;
  label: string;
  hint?: string;
  colour: LineColour;
}

/** A chart before it is put on a canvas or into a file. */
export interface Drawing {
  lines: DrawnLine[];
  range: AxisRange;
}

/** What a chart shows of its lines in a view that is `width` pixels wide, a trend every other; `memory` as of a trend. */
export function drawLines(
  lines: readonly ChartLine[],
  axis: ValueAxis,
  { view, width, memory }: { view: AxisView; width: number; memory: number },
): Drawing {
  const buckets = Math.max(50, Math.floor(width));
  // A logarithm has no place for zero and below.
  const shown = ({ y }: ChartPoint) => axis.scale === 'linear' || y > 0;
  const drawn = lines.map(({ data }) => ({
    extremes: data.extremes(view, buckets).filter(shown),
    trend: data.trend(view, buckets / 2, memory).filter(shown),
  }));
  return { lines: drawn, range: valueRange(drawn, axis) };
}
