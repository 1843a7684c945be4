import type { RunConfig } from '../contract/runs/run-config.ts';
import { countWeights } from './memory.ts';

/** A network between ranks, for sums of gradients. */
export interface Link {
  /** Of a sum of one number over all ranks, in seconds. */
  latencySeconds: number;
  /** Bytes that a sum of long vectors gets done in a second. */
  bytesPerSecond: number;
}

/** What is known of the steps that are to be shared. */
export interface SharedSteps {
  config: RunConfig;
  /** Of one process with the whole batch. */
  stepSeconds: number;
  ranks: number;
  /** Whether the ranks compute on the same processor, which one process fills by itself. */
  onOneProcessor: boolean;
}

export interface RankSpeed {
  /** Each rank sends and gets about twice as much. */
  bytesPerStep: number;
  /** Adding up, packing and unpacking, in a step. */
  exchangeSeconds: number;
  stepSeconds: number;
  speedUp: number;
  /** Whether it is worth the trouble: at least a tenth faster. */
  pays: boolean;
}

/**
 * About how long a step takes that ranks share: its computation divided by them, and two sums of gradients between them.
 * Ranks on one processor divide nothing, since one process uses all of its cores.
 */
export function rankSpeed(
  { config, stepSeconds, ranks, onOneProcessor }: SharedSteps,
  link: Link,
): RankSpeed {
  const bytesPerStep = bytesPerNumber * countWeights(config);
  const exchangeSeconds =
    2 * link.latencySeconds + bytesPerStep / link.bytesPerSecond + bytesPerStep * packingSecondsPerByte;
  const shared = (onOneProcessor ? stepSeconds : stepSeconds / ranks) + exchangeSeconds;
  const speedUp = stepSeconds / shared;
  return { bytesPerStep, exchangeSeconds, stepSeconds: shared, speedUp, pays: speedUp >= 1.1 };
}

/** The same over a usual network, of so many bits a second: a ring, in which each rank sends 2 (R − 1) / R of the bytes. */
export const networkLink = (bitsPerSecond: number, latencySeconds: number, ranks: number): Link => ({
  latencySeconds: 2 * Math.ceil(Math.log2(ranks)) * latencySeconds,
  bytesPerSecond: bitsPerSecond / 8 / ((2 * (ranks - 1)) / ranks),
});

const bytesPerNumber = 4;

/** Out of the engine, into one buffer, and back again: the copies of 20 MB took 32 ms on one busy core. */
const packingSecondsPerByte = 1.6e-9;
