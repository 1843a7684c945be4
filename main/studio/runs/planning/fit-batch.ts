import { StudioError } from '../../../contract/errors.ts';
import { architectureFacts } from '../../../contract/runs/architectures.ts';
import type { Adjustment } from '../../../contract/runs/plans.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';

export interface FittedBatch {
  config: RunConfig;
  adjustments: Adjustment[];
}

/**
 * The config with a batch that fits into memory: worked through in parts where the networks allow it, which changes nothing
 * else, and halved where they do not. The smallest when none fits: an estimate is not a proof.
 */
export function fitBatch(
  config: RunConfig,
  estimate: (config: RunConfig) => number,
  limitBytes: number,
): FittedBatch {
  if (estimate(config) <= limitBytes) return { config, adjustments: [] };
  const candidates = smaller(config);
  const found = candidates.find((candidate) => estimate(candidate) <= limitBytes) ?? candidates.at(-1);
  if (found === undefined) return { config, adjustments: [] };
  const needed = `A batch of ${config.batchSize} pictures needs about ${gigabytes(estimate(config))}, and ${gigabytes(limitBytes)} can be had`;
  const adjustment: Adjustment =
    found.batchSize === config.batchSize
      ? {
          key: 'microBatches',
          from: config.microBatches,
          to: found.microBatches,
          sentence: `${needed}: it is worked through in ${found.microBatches} parts of ${found.batchSize / found.microBatches}.`,
        }
      : {
          key: 'batchSize',
          from: config.batchSize,
          to: found.batchSize,
          sentence: `${needed}: it becomes ${found.batchSize}, as these networks need whole batches.`,
        };
  return { config: found, adjustments: [adjustment] };
}

/** Parts of fewer pictures tell too little of how varied they are, and waste the processor. */
const smallestGoodPart = 4;

/** Configs that take less, largest first. */
function smaller(config: RunConfig): RunConfig[] {
  const { batchSize, microBatches } = config;
  const isWhole = architectureFacts[config.architecture].hasBatchNorm;
  const upTo = Math.floor(batchSize / smallestGoodPart);
  const counts = Array.from({ length: upTo }, (_, i) => i + 1);
  if (!isWhole) {
    return counts
      .filter((count) => count > microBatches && batchSize % count === 0)
      .map((count) => ({ ...config, microBatches: count }));
  }
  return counts
    .filter((count) => count > 1 && Number.isInteger(Math.log2(count)))
    .map((count) => ({ ...config, batchSize: Math.floor(batchSize / count) }));
}

export const memoryShort = ({ preset, resolution }: RunConfig, limitBytes: number) =>
  new StudioError(
    'MEMORY_SHORT',
    `${preset} at ${resolution} pixels does not fit into the ${gigabytes(limitBytes)} of memory that can be had.`,
    { next: 'Close other programs, or choose smaller pictures, narrower networks or another preset.' },
  );

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
