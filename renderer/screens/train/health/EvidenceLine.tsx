import { useComputedColorScheme } from '@mantine/core';
import { type ChartLine, drawLines } from '../../../charts/drawing.ts';
import { placeOnAxis, type ValueAxis } from '../../../charts/scale.ts';
import type { AxisView } from '../../../charts/series-column.ts';
import { chartColours } from '../../../theme/theme.ts';
import classes from './health.module.css';

interface Props {
  line: ChartLine;
  values: ValueAxis;
  view: AxisView;
  /** Images shown where the finding was made. */
  mark?: number | undefined;
}

/** One line of a chart, small, with the place that is meant. */
export function EvidenceLine({ line, values, view, mark }: Props) {
  const colours = chartColours[useComputedColorScheme('dark')];
  const { lines, range } = drawLines([line], values, { view, width, memory: 0 });
  const x = (nimg: number) => placeOnAxis(nimg, { min: view.from, max: view.to }) * width;
  const y = (value: number) => (1 - placeOnAxis(value, range, values.scale)) * (height - 2) + 1;
  const points = lines[0]?.trend.map((point) => `${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`) ?? [];
  return (
    <svg
      className={classes.line}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      aria-hidden
    >
      {mark !== undefined && <line x1={x(mark)} x2={x(mark)} y1={0} y2={height} stroke={colours.gold} />}
      <polyline points={points.join(' ')} fill="none" stroke={colours[line.colour]} strokeWidth={1.5} />
    </svg>
  );
}

/** Size in pixels; as large as a line of text is high, twice. */
const width = 120;
const height = 34;
