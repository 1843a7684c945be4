import { StudioError } from '../../../contract/errors.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { estimateMemory } from '../../../presets/memory.ts';
import { fitBatch } from './fit-batch.ts';

/** Names the batch that should fit where a training ran out of memory; other errors stay as they are. */
export function withFittingBatch(error: StudioError, config: RunConfig): StudioError {
  if (error.code !== 'MEMORY_SHORT') return error;
  const estimate = (candidate: RunConfig) => estimateMemory(candidate, 'tensorflow');
  const { config: found } = fitBatch(config, estimate, aim * estimate(config));
  const { batchSize, microBatches } = found;
  if (batchSize === config.batchSize && microBatches === config.microBatches) return error;
  const part = batchSize / microBatches;
  const next =
    microBatches === config.microBatches
      ? `Start it anew with a batch of ${batchSize} pictures.`
      : `Start it anew with ${microBatches} micro-batches, parts of ${part} pictures, from which it learns the same; or with a batch of ${part} pictures.`;
  return new StudioError(error.code, error.message, { ...error.data, next }, { cause: error });
}

/**
 * Share of a step's estimated memory that is aimed for after it did not fit: what a card holds besides is not known, so
 * that the next try has to be clearly smaller.
 */
const aim = 0.6;
