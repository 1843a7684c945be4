import type { RunTick } from '../../main/contract/runs/health.ts';
import { type StepColumn, type StepRow, stepColumnNames } from '../../main/contract/runs/step-columns.ts';
import type { RunScore } from '../../main/contract/scores/scores.ts';
import { Series, type SeriesRow } from '../charts/series.ts';

/** What is kept of every tick. */
const tickColumns = [
  'diversity',
  'rank',
  'movement',
  'nearness',
  'overfitting',
] as const satisfies readonly (keyof RunTick)[];
export type TickColumn = (typeof tickColumns)[number];

/** What is kept of every score. */
const scoreColumns = ['kid', 'coverage', 'realCoverage'] as const;
export type ScoreColumn = (typeof scoreColumns)[number];

/** Losses jump from step to step: their trend is over several of them from the start. */
export const createStepSeries = () => new Series<StepColumn>(stepColumnNames, { fewestAveraged: 8 });
export const createTickSeries = () => new Series<TickColumn>(tickColumns, { capacity: 8192 });

export const createScoreSeries = () => new Series<ScoreColumn>(scoreColumns, { capacity: 8192 });

export const stepRow = ({ nimg, ...mean }: StepRow): SeriesRow<StepColumn> => ({ nimg, steps: 1, mean });
export const tickRow = (tick: RunTick): SeriesRow<TickColumn> => ({ nimg: tick.nimg, steps: 1, mean: tick });
export const scoreRow = ({ nimg, kid, coverage }: RunScore): SeriesRow<ScoreColumn> => ({
  nimg,
  steps: 1,
  mean: { kid: kid.value, coverage: coverage.value, realCoverage: coverage.floor },
});
