import { type FeatureMetricId, formatScore } from '../../contract/scores/scores.ts';
import type { OverSeeds } from './over-seeds.ts';
import type { DatasetSummary, RecipeSummary, StudyScore } from './summarise-study.ts';

/** What a study says of a dataset in words, each recipe set beside the first. */
export function studySentences({ recipes }: DatasetSummary): string[] {
  const [first, ...others] = recipes;
  return others.flatMap((recipe) => [...scoreSentence(first, recipe), ...pairsSentence(first, recipe)]);
}

/** How their scores at the end differ, by the judge where it was asked. */
function scoreSentence(first: RecipeSummary, { recipe, moments, difference }: RecipeSummary): string[] {
  const by = (['judgeKid', 'kid'] as const).find((score) => difference?.[score] !== undefined);
  const gap = by && difference?.[by];
  if (by === undefined || gap === undefined) return [];
  const [own, their] = [moments, first.moments].map((all) => all.at(-1)?.scores[by]?.mean);
  if (own === undefined || their === undefined) return [];
  const { low, high, seeds } = gap;
  const scores = `${scoreTitles[by]} ${formatStudyScore(by, own)} against ${formatStudyScore(by, their)}`;
  if (low === undefined || high === undefined)
    return [`“${recipe}” beside “${first.recipe}”: ${scores} with one seed, which may be chance.`];
  if (high < 0) return [`“${recipe}” draws better faces than “${first.recipe}”: ${scores}.`];
  if (low > 0) return [`“${recipe}” draws worse faces than “${first.recipe}”: ${scores}.`];
  return [`“${recipe}” and “${first.recipe}” cannot be told apart with ${seeds} seeds: ${scores}.`];
}

/** How blind pairs went, by the judge. */
function pairsSentence(first: RecipeSummary, { recipe, nearer }: RecipeSummary): string[] {
  if (nearer === undefined) return [];
  const { value, low, high, pairs } = nearer;
  return [
    `In ${formatShare(value)} of ${pairs} blind pairs, 95 % interval ${formatShare(low)} to ${formatShare(high)}, the face of “${recipe}” is nearer to a real face than that of “${first.recipe}”.`,
  ];
}

/** The interval of a score over seeds, within what the score can be: coverage is a share. */
export function formatScoreInterval(score: StudyScore, { low, high }: OverSeeds): string {
  if (low === undefined || high === undefined) return 'one seed';
  const isShare = score === 'coverage' || score === 'judgeCoverage';
  const show = (value: number) => formatStudyScore(score, isShare ? Math.min(1, Math.max(0, value)) : value);
  return `[${show(low)}, ${show(high)}]`;
}

export const scoreTitles: Readonly<Record<StudyScore, string>> = {
  judgeKid: 'KID, judge',
  judgeCoverage: 'Coverage, judge',
  kid: 'KID',
  coverage: 'Coverage',
};

export const formatShare = (share: number) => `${(100 * share).toFixed(0)} %`;

/** In the digits of its metric. */
export const formatStudyScore = (score: StudyScore, value: number): string =>
  formatScore(metricOf[score], value);

const metricOf: Readonly<Record<StudyScore, FeatureMetricId>> = {
  judgeKid: 'kid',
  judgeCoverage: 'coverage',
  kid: 'kid',
  coverage: 'coverage',
};
