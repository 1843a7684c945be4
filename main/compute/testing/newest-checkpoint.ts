import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { isCheckpointName } from '../../protocol/checkpoint-files.ts';
import { type CheckpointContent, loadCheckpoint } from '../training/checkpoints/checkpoint.ts';

/** The newest checkpoint of a folder that is whole, as a resume looks for it; undefined when there is none. */
export function loadNewestCheckpoint(
  folder: string,
): { dir: string; checkpoint: CheckpointContent } | undefined {
  for (const name of readdirSync(folder).filter(isCheckpointName).sort().reverse()) {
    const dir = join(folder, name);
    try {
      return { dir, checkpoint: loadCheckpoint(dir) };
    } catch (error) {
      if (!(error instanceof StudioError && error.code === 'CHECKPOINT_DAMAGED')) throw error;
    }
  }
  return undefined;
}
