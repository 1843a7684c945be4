import { StudioError } from '../errors.ts';
import { architectureFacts } from './architectures.ts';
import { type RunConfig, smallestPart } from './run-config.ts';

/**
 * Into how many equal parts the batch of a run falls when so many ranks train it: the run's own micro-batches where they
 * can be dealt out evenly, or else the next number that can. INVALID_INPUT where there is none.
 */
export function partsFor(config: PartedConfig, ranks: number): number {
  const { architecture, batchSize, microBatches } = config;
  if (ranks === 1) return microBatches;
  if (architectureFacts[architecture].hasBatchNorm) {
    throw new StudioError(
      'INVALID_INPUT',
      'The networks of this preset normalise over a whole batch, so that no ranks can share it.',
      {
        next: 'Train it in one process, or take a preset whose networks do not: draft-32, standard-64 or high-128.',
        subject: 'ranks',
      },
    );
  }
  const parts = dealtOut(config, ranks);
  if (parts !== undefined) return parts;
  const fitting = Array.from({ length: batchSize }, (_, i) => i + 2).filter(
    (count) => dealtOut(config, count) !== undefined,
  );
  throw new StudioError(
    'INVALID_INPUT',
    `A batch of ${batchSize} pictures cannot be shared by ${ranks} ranks in equal parts of ${smallestPart} pictures or more.`,
    {
      next:
        fitting.length === 0
          ? 'Train it in one process, or with a larger batch (--set batchSize=…).'
          : `Ranks that fit this batch: ${fitting.join(', ')}.`,
      subject: 'ranks',
    },
  );
}

type PartedConfig = Pick<RunConfig, 'architecture' | 'batchSize' | 'microBatches'>;

/** The smallest number of equal parts that is no smaller than the run's own and that each rank has as many of. */
function dealtOut({ batchSize, microBatches }: PartedConfig, ranks: number): number | undefined {
  for (let parts = microBatches; parts * smallestPart <= batchSize; parts++)
    if (batchSize % parts === 0 && parts % ranks === 0) return parts;
  return undefined;
}
