import { engineTitles, type StepMode } from '../../../../main/contract/engines.ts';
import type { Measurement, RunPreview } from '../../../../main/contract/runs/plans.ts';

/** 'TensorFlow, compiled steps'. */
export const describeSteps = ({ engine, mode }: Pick<Measurement, 'engine' | 'mode'>): string =>
  `${engineTitles[engine]}, ${modeNames[mode]}`;

const modeNames: Record<StepMode, string> = {
  eager: 'steps one by one',
  graph: 'compiled steps',
  'graph+xla': 'compiled steps, XLA',
};

/** 'Batches of 32 pictures fit into memory as they are.', or what was changed so that they do. */
export function describeBatch({ config, adjustments, measurement }: RunPreview): string {
  if (adjustments.length > 0) return adjustments.map(({ sentence }) => sentence).join(' ');
  const { batchSize, microBatches } = config;
  const parts = microBatches > 1 ? `, in ${microBatches} parts of ${batchSize / microBatches},` : '';
  return `Batches of ${batchSize} pictures${parts} ${measurement ? 'fit' : 'should fit'} into memory as they are.`;
}
