import { isJudged } from '../../contract/scores/judgement.ts';
import { isMeasured } from '../../contract/scores/scores.ts';
import { type NearerPairs, nearerPairs } from './nearer-pairs.ts';
import { type OverSeeds, overSeeds } from './over-seeds.ts';
import type { StudyFile } from './study-file.ts';
import type { Measured, StudyPart, StudyRecord } from './study-record.ts';

/** Scores of a study, as its report shows them. */
export const studyScores = ['judgeKid', 'judgeCoverage', 'kid', 'coverage'] as const;
export type StudyScore = (typeof studyScores)[number];

export interface RecipeAtMoment {
  moment: number;
  kimg: OverSeeds | undefined;
  scores: Record<StudyScore, OverSeeds | undefined>;
}

export interface RecipeSummary {
  recipe: string;
  parts: StudyPart[];
  moments: RecipeAtMoment[];
  /** Its scores at the end less those of the first recipe, seed by seed; absent for that recipe itself. */
  difference?: Record<StudyScore, OverSeeds | undefined>;
  /** Faces of the end against those of the first recipe, by the judge. */
  nearer?: NearerPairs;
}

export interface DatasetSummary {
  dataset: string;
  recipes: RecipeSummary[];
}

/** What a study says so far, dataset by dataset. */
export function summariseStudy(study: StudyFile, { parts }: StudyRecord): DatasetSummary[] {
  return study.datasets.map((dataset) => {
    const partsOf = (recipe: string) =>
      parts.filter(
        (part) => part.dataset === dataset && part.recipe === recipe && study.seeds.includes(part.seed),
      );
    const [first] = study.recipes;
    return {
      dataset,
      recipes: study.recipes.map(({ name }) => ({
        recipe: name,
        parts: partsOf(name),
        moments: study.moments.map((moment) => atMoment(partsOf(name), moment)),
        ...(name === first.name ? {} : against(partsOf(first.name), partsOf(name))),
      })),
    };
  });
}

function atMoment(parts: readonly StudyPart[], moment: number): RecipeAtMoment {
  const measured = parts.flatMap((part) => part.measured.filter((each) => each.moment === moment));
  return {
    moment,
    kimg: overSeeds(measured.map(({ nimg }) => nimg / 1000)),
    scores: eachScore((score) => overSeeds(measured.flatMap((each) => scoreOf(each, score) ?? []))),
  };
}

function against(
  first: readonly StudyPart[],
  own: readonly StudyPart[],
): Pick<RecipeSummary, 'difference' | 'nearer'> {
  const pairs = own.flatMap((part) => {
    const [ours, theirs] = [part, first.find(({ seed }) => seed === part.seed)].map(
      (each) => each && endOf(each),
    );
    return ours === undefined || theirs === undefined ? [] : [{ ours, theirs }];
  });
  const [ourFaces, theirFaces] = [own, first].map((parts) =>
    parts.flatMap((part) => distancesOf(endOf(part))),
  );
  return {
    difference: eachScore((score) =>
      overSeeds(
        pairs.flatMap(({ ours, theirs }) => {
          const [our, their] = [scoreOf(ours, score), scoreOf(theirs, score)];
          return our === undefined || their === undefined ? [] : [our - their];
        }),
      ),
    ),
    ...(ourFaces.length > 0 && theirFaces.length > 0 ? { nearer: nearerPairs(ourFaces, theirFaces) } : {}),
  };
}

const endOf = ({ measured }: StudyPart): Measured | undefined => measured.find(({ moment }) => moment === 1);

/** Of one run, when it was judged. */
const distancesOf = (measured: Measured | undefined): number[][] =>
  isJudged(measured?.judgement) ? [measured.judgement.nearestReal] : [];

function scoreOf({ kid, coverage, judgement }: Measured, score: StudyScore): number | undefined {
  const judged = isJudged(judgement) ? judgement : undefined;
  switch (score) {
    case 'judgeKid':
      return judged?.kid.value;
    case 'judgeCoverage':
      return judged?.coverage.value;
    case 'kid':
      return isMeasured(kid) ? kid.value : undefined;
    case 'coverage':
      return isMeasured(coverage) ? coverage.value : undefined;
  }
}

const eachScore = <T>(make: (score: StudyScore) => T): Record<StudyScore, T> => ({
  judgeKid: make('judgeKid'),
  judgeCoverage: make('judgeCoverage'),
  kid: make('kid'),
  coverage: make('coverage'),
});
