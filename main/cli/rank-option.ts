import type { ArgsDef } from 'citty';
import { StudioError } from '../contract/errors.ts';
import { mostRanks } from '../contract/rank-count.ts';
import { cacheDir } from '../setup/cache.ts';
import { readMpiStatus } from '../setup/install-mpi.ts';
import { numberOption } from './arguments.ts';

/** How trainings are shared by several processes, for commands that train. */
export const rankArgs = {
  ranks: {
    type: 'string',
    description: 'so many processes share the training, each a part of every batch; needs npm run setup:mpi',
  },
} as const satisfies ArgsDef;

/** Several processes, and what starts them. */
export interface RankChoice {
  count: number;
  mpirun: string;
  /** The compiled addon over MPI. */
  addon: string;
}

/** Reads `--ranks`; undefined for one process, and ENGINE_UNAVAILABLE where MPI is not set up. */
export const readRanks = (text: string | undefined): RankChoice | undefined =>
  ranksHere(rankCount(text) ?? 1);

/** The number of `--ranks`, which may be meant for another machine. */
export const rankCount = (text: string | undefined): number | undefined =>
  numberOption('ranks', text, { min: 1, max: mostRanks, isInteger: true });

/** So many processes on this machine; undefined for one, and ENGINE_UNAVAILABLE where MPI is not set up. */
export function ranksHere(count: number): RankChoice | undefined {
  if (count === 1) return undefined;
  const status = readMpiStatus(cacheDir());
  if (!status.installed) {
    throw new StudioError('ENGINE_UNAVAILABLE', status.reason, { next: status.next, subject: 'ranks' });
  }
  return { count, mpirun: status.mpirun, addon: status.addon };
}
