import { curveColour } from '../../studio/comparisons/curves-svg.ts';
import { formatDuration } from '../format.ts';
import { formatStudyScore } from './study-sentences.ts';
import type { RecipeSummary, StudyScore } from './summarise-study.ts';

export const lineColour = curveColour;

/** Where a score can be no higher. */
const most: Readonly<Record<StudyScore, number>> = {
  judgeKid: Number.POSITIVE_INFINITY,
  judgeCoverage: 1,
  kid: Number.POSITIVE_INFINITY,
  coverage: 1,
};

const width = 440;
const height = 200;
const plot = { left: 52, right: 12, top: 8, bottom: 24 };

/** A score of each recipe over the time of training, with its intervals, as a drawing without scripts. */
export function scoreCurvesSvg(
  recipes: readonly RecipeSummary[],
  score: StudyScore,
  minutes: number,
): string {
  const lines = recipes.map(({ moments }) =>
    moments.flatMap(({ moment, scores }) => {
      const over = scores[score];
      return over === undefined ? [] : [{ moment, ...over }];
    }),
  );
  const means = lines.flat().map(({ mean }) => mean);
  // Intervals of few seeds are so wide that they would hide the means: they are cut where they leave the frame.
  const top = Math.min(most[score], Math.max(...means) * 1.15);
  const bottom = Math.min(0, ...means);
  const span = top - bottom || 1;
  const x = (moment: number) => plot.left + moment * (width - plot.left - plot.right);
  const y = (value: number) => {
    const share = Math.min(1, Math.max(0, (value - bottom) / span));
    return plot.top + (1 - share) * (height - plot.top - plot.bottom);
  };
  const drawn = lines.map((points, index) => {
    // Side by side, so that intervals do not cover each other.
    const shift = (index - (lines.length - 1) / 2) * 3;
    const colour = lineColour(index);
    const places = points.map(
      ({ moment, mean }) => `${(x(moment) + shift).toFixed(1)},${y(mean).toFixed(1)}`,
    );
    const bars = points.map(({ moment, low, high }) =>
      low === undefined || high === undefined
        ? ''
        : `<line x1="${(x(moment) + shift).toFixed(1)}" x2="${(x(moment) + shift).toFixed(1)}" y1="${y(low).toFixed(1)}" y2="${y(high).toFixed(1)}" stroke="${colour}" opacity=".5"/>`,
    );
    const dots = places.map((place) => {
      const [cx, cy] = place.split(',');
      return `<circle cx="${cx}" cy="${cy}" r="2.5" fill="${colour}"/>`;
    });
    return `<polyline points="${places.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"/>${bars.join('')}${dots.join('')}`;
  });
  const across = [bottom, (bottom + top) / 2, top].map(
    (value) =>
      `<line x1="${plot.left}" x2="${width - plot.right}" y1="${y(value)}" y2="${y(value)}" stroke="currentColor" opacity=".15"/><text x="${plot.left - 6}" y="${y(value) + 4}" text-anchor="end">${formatStudyScore(score, value)}</text>`,
  );
  const along = [0, 0.5, 1].map((share) => {
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle';
    return `<text x="${x(share)}" y="${height - 6}" text-anchor="${anchor}">${formatDuration(60 * minutes * share)}</text>`;
  });
  return `<svg viewBox="0 0 ${width} ${height}" width="100%" font-size="11" fill="currentColor">${across.join('')}${along.join('')}${drawn.join('')}</svg>`;
}
