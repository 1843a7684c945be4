import type { ChartOptions } from 'chart.js';
import { formatKimg } from '../format.ts';
import type { chartColours } from '../theme/theme.ts';

export type ChartColours = (typeof chartColours)[keyof typeof chartColours];

/** A tick in kimg; the end of the axis is labelled only where it falls on a step. */
function labelKimg(value: number, index: number, ticks: readonly { value: number }[]): string {
  const step = (ticks[1]?.value ?? 0) - (ticks[0]?.value ?? 0);
  const isStep = step <= 0 || Math.abs(value / step - Math.round(value / step)) < 1e-6;
  return index < ticks.length - 1 || isStep ? String(value / 1000) : '';
}

const font = { size: 11, family: 'Inter Variable' };

/** No animation, no parsing, images shown along x in kimg, values from zero along y in `unit`. */
export function chartOptions(colours: ChartColours, unit: string): ChartOptions<'line'> {
  const axis = {
    type: 'linear' as const,
    min: 0,
    grid: { color: colours.grid, drawTicks: false },
    border: { display: false },
  };
  const ticks = { color: colours.text, font, maxRotation: 0, padding: 6 };
  const title = { display: true, color: colours.text, font, padding: 2 };
  return {
    animation: false,
    parsing: false,
    normalized: true,
    maintainAspectRatio: false,
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    elements: { point: { radius: 0, hoverRadius: 3 }, line: { tension: 0 } },
    layout: { padding: { top: 4, right: 12 } },
    scales: {
      x: {
        ...axis,
        bounds: 'data',
        // An empty chart shows the first thousand images rather than a made-up scale.
        suggestedMax: 1000,
        ticks: {
          ...ticks,
          maxTicksLimit: 7,
          callback: (value, index, all) => labelKimg(Number(value), index, all),
        },
        title: { ...title, text: 'images shown (kimg)' },
      },
      y: {
        ...axis,
        ticks: { ...ticks, maxTicksLimit: 5, includeBounds: false },
        title: { ...title, text: unit },
      },
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        animation: false,
        // Even datasets are the faint lines of the extremes; the odd ones are the trends that the key names.
        filter: ({ datasetIndex }) => datasetIndex % 2 === 1,
        callbacks: {
          title: ([item]) => (item ? formatKimg(item.parsed.x ?? 0) : ''),
          label: ({ dataset, parsed }) => ` ${dataset.label}: ${(parsed.y ?? 0).toFixed(3)}`,
        },
      },
    },
  };
}
