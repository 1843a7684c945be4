import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import { isCheckpointName } from '../../../protocol/checkpoint-files.ts';

/** A checkpoint that a training saved or began from. */
export interface KeptCheckpoint {
  dir: string;
  nimg: number;
}

/**
 * Goes back to the last good of some checkpoints, newest first. One that is damaged, or that its owner has removed
 * meanwhile, is passed over for the next best. Undefined where there are none; throws CHECKPOINT_DAMAGED where none can
 * be read.
 */
export function restoreLastGood<Restored>(
  kept: readonly KeptCheckpoint[],
  wellAtNimg: number | undefined,
  restore: (dir: string) => Restored,
): Restored | undefined {
  const good = lastGood(kept, wellAtNimg);
  if (good === undefined) return undefined;
  try {
    return restore(good.dir);
  } catch (error) {
    const others = kept.filter((each) => each !== good);
    const isDamaged = error instanceof StudioError && error.code === 'CHECKPOINT_DAMAGED';
    if (!isDamaged || others.length === 0) throw error;
    return restoreLastGood(others, wellAtNimg, restore);
  }
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
