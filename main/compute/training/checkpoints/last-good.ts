import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isCheckpointName } from '../../../protocol/checkpoint-files.ts';

/** A checkpoint that a training saved or began from. */
export interface KeptCheckpoint {
  dir: string;
  nimg: number;
}

/**
 * Of checkpoints, newest first, the newest from when all was still well: one that was saved after a sudden failure holds
 * its weights. The oldest where all are later; undefined where there are none.
 */
export const lastGood = (
  kept: readonly KeptCheckpoint[],
  wellAtNimg = Number.POSITIVE_INFINITY,
): KeptCheckpoint | undefined => kept.find(({ nimg }) => nimg <= wellAtNimg) ?? kept.at(-1);

/** All checkpoints of a run that are still on disk, newest first. */
export const checkpointsIn = (folder: string): KeptCheckpoint[] =>
  readdirSync(folder)
    .filter(isCheckpointName)
    .map((name) => ({ dir: join(folder, name), nimg: Number(name) }))
    .sort((a, b) => b.nimg - a.nimg);
