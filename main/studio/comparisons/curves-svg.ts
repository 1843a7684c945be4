import { escapeHtml } from '../base/html-page.ts';
import type { Curve } from './curves.ts';

export const curveColour = (index: number): string => colours[index % colours.length];

/** Colours of lines, apart from each other on light and on dark; they come again after the sixth. */
const colours = ['#2f9bb3', '#e8664a', '#8f74d8', '#4fa56f', '#b98f24', '#d060a0'];

/** Share of the values that the axis has room for; single spikes run out of it. */
const usual = 0.98;

const width = 900;
const height = 220;
const plot = { left: 44, right: 8, top: 8, bottom: 24 };

/** A loss of several runs over the images shown, as a drawing without scripts. */
export function curvesSvg(curves: readonly Curve[], loss: 'dLoss' | 'gLoss'): string {
  const values = curves.flatMap(({ points }) => points.map((point) => point[loss]));
  const lastNimg = Math.max(1, ...curves.map(({ points }) => points.at(-1)?.nimg ?? 0));
  const sorted = values.toSorted((a, b) => a - b);
  const top = sorted[Math.round(usual * (sorted.length - 1))] ?? 1;
  const bottom = Math.min(0, sorted[Math.round((1 - usual) * (sorted.length - 1))] ?? 0);
  const span = top - bottom || 1;
  const x = (nimg: number) => plot.left + (nimg / lastNimg) * (width - plot.left - plot.right);
  const y = (value: number) =>
    plot.top +
    (1 - (Math.min(top, Math.max(bottom, value)) - bottom) / span) * (height - plot.top - plot.bottom);
  const lines = curves.map(({ name, points }, index) => {
    const places = points.map((point) => `${x(point.nimg).toFixed(1)},${y(point[loss]).toFixed(1)}`);
    return `<polyline points="${places.join(' ')}" fill="none" stroke="${curveColour(index)}" stroke-width="1.5"><title>${escapeHtml(name)}</title></polyline>`;
  });
  const across = [bottom, (bottom + top) / 2, top].map(
    (value) =>
      `<line x1="${plot.left}" x2="${width - plot.right}" y1="${y(value)}" y2="${y(value)}" stroke="currentColor" opacity=".15"/><text x="${plot.left - 6}" y="${y(value) + 4}" text-anchor="end">${value.toFixed(2)}</text>`,
  );
  const along = [0, 0.5, 1].map((share) => {
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle';
    return `<text x="${x(share * lastNimg)}" y="${height - 6}" text-anchor="${anchor}">${((share * lastNimg) / 1000).toFixed(1)} kimg</text>`;
  });
  return `<svg viewBox="0 0 ${width} ${height}" width="100%" font-size="11" fill="currentColor">${across.join('')}${along.join('')}${lines.join('')}</svg>`;
}
