import {
  type ChartData,
  Chart as ChartJs,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from 'chart.js';
import { memo, useEffect, useMemo, useRef } from 'react';
import { Line } from 'react-chartjs-2';
import type { ChartColours } from '../theme/theme.ts';
import { chartOptions } from './chart-options.ts';
import { drawQueue } from './draw-queue.ts';
import { type ChartLine, drawLines } from './drawing.ts';
import { marksPlugin } from './marks-plugin.ts';
import type { ValueAxis } from './scale.ts';
import type { ChartPoint } from './series-column.ts';
import type { SharedAxis } from './shared-axis.ts';
import { isTrend } from './trends-mode.ts';

ChartJs.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Tooltip);

export interface LiveChartProps {
  /** Names the chart for people who cannot see it. */
  label: string;
  lines: readonly ChartLine[];
  /** Images shown, shared with the charts above and below. */
  axis: SharedAxis;
  values: ValueAxis;
  colours: ChartColours;
}

type LineChart = ChartJs<'line', ChartPoint[]>;

/** Fills the datasets: a faint line of the extremes and a bold one of the trend for each line. */
function redraw(
  chart: LineChart,
  { lines, axis, values }: Pick<LiveChartProps, 'lines' | 'axis' | 'values'>,
): void {
  const { view } = axis;
  const drawing = drawLines(lines, values, { view, width: chart.width, memory: axis.smoothing.get() });
  chart.data.datasets.forEach((dataset, i) => {
    const line = drawing.lines[i >> 1];
    dataset.data = [...((isTrend(i) ? line?.trend : line?.extremes) ?? [])];
  });
  const { x, y } = chart.options.scales ?? {};
  if (x) Object.assign(x, { min: view.from, max: view.to });
  if (y) Object.assign(y, drawing.range);
  chart.update('none');
}

/** Longest wait for a redraw while new rows would not show, in milliseconds. */
const restMs = 1000;

/** The canvas of a live chart: drawn when there is time, straight from the series, never through React. */
export const LiveChart = memo(function LiveChart({ label, lines, axis, values, colours }: LiveChartProps) {
  const chartRef = useRef<LineChart>(null);

  const data = useMemo<ChartData<'line', ChartPoint[]>>(
    () => ({
      datasets: lines.flatMap(({ label, colour }) => [
        { label: `${label}, extremes`, data: [], borderColor: `${colours[colour]}3a`, borderWidth: 1 },
        { label, data: [], borderColor: colours[colour], borderWidth: 1.75 },
      ]),
    }),
    [lines, colours],
  );
  const options = useMemo(() => chartOptions(colours, values, axis.quantity), [colours, values, axis]);
  const plugins = useMemo(() => [marksPlugin(axis, colours)], [axis, colours]);

  useEffect(() => {
    let drawnTo = -1;
    let drawnAtMs = 0;
    const draw = () => {
      drawnTo = axis.whole.to;
      drawnAtMs = performance.now();
      if (chartRef.current) redraw(chartRef.current, { lines, axis, values });
    };
    const schedule = () => drawQueue.add(draw);
    const onRows = () => {
      // On a long run new rows move the lines by less than a pixel: a look once a second is enough then.
      const { to } = axis.whole;
      const isBelowPixel = Math.abs(to - drawnTo) < to / (chartRef.current?.width || 1);
      if (!isBelowPixel || performance.now() - drawnAtMs >= restMs) schedule();
    };
    schedule();
    const ends = [axis.onRows(onRows), axis.onLook(schedule)];
    return () => {
      for (const end of ends) end();
      drawQueue.remove(draw);
    };
  }, [axis, lines, values]);

  return (
    <Line ref={chartRef} aria-label={label} role="img" data={data} options={options} plugins={plugins} />
  );
});
