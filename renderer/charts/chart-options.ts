import type { ChartOptions, Scale } from 'chart.js';
import type { ChartColours } from '../theme/theme.ts';
import { columnsIn, plotInset, rowsIn } from './plot.ts';
import { formatTick, linearTicks, type ValueAxis, valueTicks } from './scale.ts';
import type { AxisQuantity } from './shared-axis.ts';

/** No animation, no parsing, images shown or time along x, values along y; both axes end where the chart is told to. */
export function chartOptions(
  colours: ChartColours,
  { scale, unit }: ValueAxis,
  quantity: AxisQuantity,
): ChartOptions<'line'> {
  const shared = {
    grid: { color: colours.grid, drawTicks: false },
    border: { display: false },
  };
  return {
    animation: false,
    parsing: false,
    normalized: true,
    maintainAspectRatio: false,
    interaction: { mode: 'trends', intersect: false },
    elements: { point: { radius: 0, hoverRadius: 3 }, line: { tension: 0 } },
    layout: { padding: { top: 4, right: plotInset.right } },
    scales: {
      x: {
        ...shared,
        type: 'linear',
        ticks: { display: false },
        // Its labels stand once below all charts.
        afterFit: (axis: Scale) => {
          axis.height = 6;
        },
        afterBuildTicks: (axis: Scale) => setTicks(axis, linearTicks(axis, columnsIn(axis.chart.width))),
      },
      y: {
        ...shared,
        type: scale === 'log' ? 'logarithmic' : 'linear',
        ticks: { color: colours.text, font, padding: 6, callback: (value) => formatTick(Number(value)) },
        title: { display: true, color: colours.text, font, padding: 2, text: unit },
        afterBuildTicks: (axis: Scale) =>
          setTicks(axis, valueTicks({ scale, unit }, axis, rowsIn(axis.chart.height))),
        afterFit: (axis: Scale) => {
          axis.width = plotInset.left;
        },
      },
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        animation: false,
        callbacks: {
          title: ([item]) => (item ? quantity.format(item.parsed.x ?? 0) : ''),
          label: ({ dataset, parsed }) => ` ${dataset.label}: ${(parsed.y ?? 0).toPrecision(3)}`,
        },
      },
    },
  };
}

const font = { size: 11, family: 'Inter Variable' };

function setTicks(axis: Scale, values: readonly number[]): void {
  axis.ticks = values.map((value) => ({ value }));
}
