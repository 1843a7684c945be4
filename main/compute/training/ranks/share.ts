import { partsFor } from '../../../contract/runs/ranks.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { Share } from '../steps/add-up-parts.ts';
import type { Ranks } from './ranks.ts';

/** What this rank does of each step. Where bits are promised, they are those of one process with as many parts. */
export const shareOf = ({ rank, size, mpi }: Ranks, config: RunConfig): Share => ({
  rank,
  size,
  mpi,
  parts: partsFor(config, size),
  inOrder: config.deterministic,
});
