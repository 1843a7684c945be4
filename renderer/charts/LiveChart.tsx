import {
  type ChartData,
  Chart as ChartJs,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';
import { memo, useEffect, useMemo, useRef } from 'react';
import { Line } from 'react-chartjs-2';
import { type ChartColours, chartOptions } from './chart-options.ts';
import type { LossSeries, Point, SeriesColumn } from './loss-series.ts';
import { markerPlugin } from './marker-plugin.ts';

ChartJs.register(LineController, LineElement, PointElement, LinearScale, Tooltip);

/** One line of a chart: a column of the series in a network's colour. */
export interface ChartLine {
  column: SeriesColumn;
  label: string;
  hint?: string;
  colour: 'discriminator' | 'generator';
}

export interface LiveChartProps {
  /** Names the chart for people who cannot see it. */
  label: string;
  series: LossSeries;
  /** Calls back after each change of the series. */
  subscribe: (listener: () => void) => () => void;
  lines: readonly ChartLine[];
  unit: string;
  /** Fixed upper end of the y axis; absent = follows the values. */
  max?: number;
  /** Images shown at the sample being looked at; drawn as a thin upright line. */
  marker?: number;
  colours: ChartColours;
}

type LineChart = ChartJs<'line', Point[]>;

/**
 * Upper end of a y axis that follows the values without letting single spikes flatten the rest: a little above
 * both the highest trend and 90 % of the extremes, rounded up to a quarter. Spikes run out of the top.
 */
export function axisMax(trends: readonly Point[][], extremes: readonly Point[][]): number {
  const highs = extremes
    .flat()
    .map(({ y }) => y)
    .sort((a, b) => a - b);
  const usual = highs[Math.floor(0.9 * (highs.length - 1))] ?? 1;
  const trend = Math.max(0, ...trends.flat().map(({ y }) => y));
  return Math.ceil(Math.max(trend, usual, 0.2) * 1.1 * 4) / 4;
}

/** Fills the datasets from the series: a faint line of the extremes and a bold one of the trend for each column. */
function redraw(
  chart: LineChart,
  { series, lines, max }: Pick<LiveChartProps, 'series' | 'lines' | 'max'>,
): void {
  const buckets = Math.max(50, Math.floor(chart.width));
  const extremes = lines.map(({ column }) => series.extremes(column, buckets));
  const trends = lines.map(({ column }) => series.trend(column, buckets));
  chart.data.datasets.forEach((dataset, i) => {
    dataset.data = (i % 2 === 0 ? extremes : trends)[i >> 1] ?? [];
  });
  const y = chart.options.scales?.['y'];
  if (y) y.max = max ?? axisMax(trends, extremes);
  chart.update('none');
}

/** Longest wait for a redraw while new rows would not show, in milliseconds. */
const restMs = 1000;

/** The canvas of a live chart: drawn at most once a frame, straight from the series, never through React. */
export const LiveChart = memo(function LiveChart(props: LiveChartProps) {
  const { label, series, subscribe, lines, unit, max, marker, colours } = props;
  const chartRef = useRef<LineChart>(null);

  const data = useMemo<ChartData<'line', Point[]>>(
    () => ({
      datasets: lines.flatMap(({ label, colour }) => [
        { label: `${label}, extremes`, data: [], borderColor: `${colours[colour]}3a`, borderWidth: 1 },
        { label, data: [], borderColor: colours[colour], borderWidth: 1.75 },
      ]),
    }),
    [lines, colours],
  );
  const options = useMemo(() => chartOptions(colours, unit), [colours, unit]);
  const plugins = useMemo(() => [markerPlugin(colours.marker)], [colours]);

  useEffect(() => {
    let frame = 0;
    let drawnNimg = -1;
    let drawnAtMs = 0;
    const draw = () => {
      frame = 0;
      drawnNimg = series.newestNimg;
      drawnAtMs = performance.now();
      if (chartRef.current) redraw(chartRef.current, { series, lines, max });
    };
    const schedule = () => {
      // On a long run new rows move the lines by less than a pixel: a look once a second is enough then.
      const movedNimg = Math.abs(series.newestNimg - drawnNimg);
      const pixelNimg = series.newestNimg / (chartRef.current?.width || 1);
      if (movedNimg < pixelNimg && performance.now() - drawnAtMs < restMs) return;
      frame ||= requestAnimationFrame(draw);
    };
    schedule();
    const unsubscribe = subscribe(schedule);
    return () => {
      unsubscribe();
      cancelAnimationFrame(frame);
    };
  }, [series, subscribe, lines, max]);

  useEffect(() => {
    const chart = chartRef.current;
    if (!chart) return;
    chart.canvas.dataset['marker'] = marker === undefined ? '' : String(marker);
    chart.draw();
  }, [marker]);

  return (
    <Line ref={chartRef} aria-label={label} role="img" data={data} options={options} plugins={plugins} />
  );
});
