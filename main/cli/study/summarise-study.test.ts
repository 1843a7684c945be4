import { expect, it } from 'vitest';
import { nearerPairs } from './nearer-pairs.ts';
import { overSeeds } from './over-seeds.ts';
import { parseStudyFile } from './study-file.ts';
import type { StudyPart } from './study-record.ts';
import { formatScoreInterval, formatStudyScore, studySentences } from './study-sentences.ts';
import { summariseStudy } from './summarise-study.ts';

it('gives a mean with the interval of Student’s distribution', () => {
  // Three values of variance 1; with two degrees of freedom, t is 4.303.
  const { mean, low = Number.NaN, high = Number.NaN } = overSeeds([1, 2, 3]) ?? { mean: Number.NaN };
  expect(mean).toBe(2);
  expect(high - mean).toBeCloseTo(4.303 / Math.sqrt(3), 3);
  expect(mean - low).toBeCloseTo(high - mean, 12);
  expect(overSeeds([5])).toEqual({ mean: 5, seeds: 1 });
  expect(overSeeds([])).toBeUndefined();
});

it('shows no coverage below 0 or above 1, and any distance', () => {
  const wide = { mean: 0.5, low: -0.7, high: 1.7, seeds: 2 };
  for (const score of ['coverage', 'judgeCoverage'] as const)
    expect(formatScoreInterval(score, wide)).toBe(
      `[${formatStudyScore(score, 0)}, ${formatStudyScore(score, 1)}]`,
    );
  expect(formatScoreInterval('kid', wide)).toBe(
    `[${formatStudyScore('kid', -0.7)}, ${formatStudyScore('kid', 1.7)}]`,
  );
  expect(formatScoreInterval('kid', { mean: 1, seeds: 1 })).toBe('one seed');
});

it('counts the pairs whose face lies nearer', () => {
  const [near, far] = [
    [0.1, 0.2, 0.3],
    [0.4, 0.5],
  ];
  expect(nearerPairs([near], [far])).toMatchObject({ value: 1, pairs: 200 });
  expect(nearerPairs([far], [near])).toMatchObject({ value: 0, pairs: 200 });
  expect(nearerPairs([[1]], [[1]])).toMatchObject({ value: 0.5 });
  // One of our two runs always wins, the other never does.
  expect(nearerPairs([near, [0.6]], [far])).toMatchObject({ value: 0.5 });
  // Every second of our faces is nearer: what is drawn says so within what 10,000 pairs can differ by chance.
  expect(nearerPairs([[0.1, 0.9]], [far], 10_000).value).toBeCloseTo(0.5, 1);
});

const study = parseStudyFile(
  JSON.stringify({
    ...{ name: 'Rates', minutes: 10, datasets: ['faces'], seeds: [1, 2, 3], moments: [0.5, 1] },
    recipes: ['first', 'second'].map((name) => ({ name, preset: 'draft-32' })),
  }),
  'rates.json',
);

/** A part that was measured at its end. */
function part(recipe: string, seed: number, kid: number, judged: boolean): StudyPart {
  const score = { value: kid, n: 1000, resizer: 'lanczos3' };
  const judgement = {
    judge: { network: 'n', package: 'p', version: '1' },
    kid: { ...score, value: kid / 2, embedding: 'judge' as const },
    coverage: { ...score, value: 0.9, embedding: 'judge' as const },
    nearestReal: [kid, kid + 0.01],
  };
  const measured = {
    moment: 1,
    nimg: 1000 * seed,
    seconds: 600,
    kid: score,
    coverage: { reason: 'None.' },
    sheet: 's',
  };
  return {
    recipe,
    dataset: 'faces',
    seed,
    asked: '',
    measured: [judged ? { ...measured, judgement } : measured],
  };
}

const summaryOf = (parts: StudyPart[]) =>
  summariseStudy(study, { schemaVersion: 1, createdAt: '2026-01-01T00:00:00Z', measuringSeconds: [], parts });

it('sets recipes beside the first, seed by seed', () => {
  // Seeds differ much more than recipes do: only seed by seed is the difference seen.
  const firsts = [0.1, 0.2, 0.3].map((kid, i) => part('first', i + 1, kid, true));
  const seconds = [0.09, 0.189, 0.291].map((kid, i) => part('second', i + 1, kid, true));
  const [summary] = summaryOf([...firsts, ...seconds]);
  const [first, second] = summary.recipes;
  expect(first.moments[0].scores.kid).toBeUndefined();
  expect(first.moments[1].scores.kid).toMatchObject({ mean: expect.closeTo(0.2, 9), seeds: 3 });
  expect([first.difference, first.nearer]).toEqual([undefined, undefined]);
  expect(second.difference?.judgeKid?.mean).toBeCloseTo(-0.005, 9);
  expect(second.difference?.coverage).toBeUndefined();
  expect(second.nearer?.pairs).toBe(200);
  expect(studySentences(summary)).toEqual([
    '“second” draws better faces than “first”: KID, judge 0.0950 against 0.1000.',
    expect.stringMatching(
      /^In \d+ % of 200 blind pairs, 95 % interval \d+ % to \d+ %, the face of “second” is nearer to a real face than that of “first”\.$/,
    ),
  ]);
});

it('says that chance may be all there is', () => {
  const firsts = [0.1, 0.2, 0.3].map((kid, i) => part('first', i + 1, kid, false));
  const seconds = [0.2, 0.15, 0.28].map((kid, i) => part('second', i + 1, kid, false));
  const sentences = (parts: StudyPart[]) => summaryOf(parts).flatMap(studySentences);
  expect(sentences([...firsts, ...seconds])).toEqual([
    expect.stringContaining('cannot be told apart with 3 seeds: KID '),
  ]);
  expect(sentences([firsts[0], seconds[0]])).toEqual([
    expect.stringContaining('with one seed, which may be chance'),
  ]);
  expect(sentences([firsts[0]])).toEqual([]);
});
