import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type { RunId } from '../../contract/ids.ts';
import { RunConfig } from '../../contract/run-config.ts';
import type { Checkpoint } from '../../contract/runs.ts';
import { errorCode } from '../library/atomic-file.ts';
import type { LibraryPaths } from '../library/paths.ts';

/** The part of a checkpoint's `state.json` that the studio reads; compute checks the rest when it loads one. */
const State = z.object({
  nimg: z.number(),
  savedAt: z.iso.datetime(),
  config: RunConfig,
  trainingSeconds: z.number(),
});
export type CheckpointSummary = Checkpoint & z.infer<typeof State> & { dir: string };

const checkpointNames = /^\d{11}$/;

/** Checkpoints of a run, newest first; one whose state cannot be read is left out. */
export async function listCheckpoints(paths: LibraryPaths, id: RunId): Promise<CheckpointSummary[]> {
  const folder = paths.checkpointsDir(id);
  const found = await readNames(folder);
  const summaries = await Promise.all(
    found
      .filter((name) => checkpointNames.test(name))
      .sort()
      .reverse()
      .map(async (name): Promise<CheckpointSummary[]> => {
        const dir = join(folder, name);
        const state = State.safeParse(await readJson(join(dir, 'state.json')));
        return state.success ? [{ ...state.data, name, dir, sizeBytes: await folderSize(dir) }] : [];
      }),
  );
  return summaries.flat();
}

/** The newest checkpoint of a run; throws CHECKPOINT_MISSING when there is none. */
export async function newestCheckpoint(paths: LibraryPaths, id: RunId): Promise<CheckpointSummary> {
  const [newest] = await listCheckpoints(paths, id);
  if (newest === undefined) {
    throw new StudioError('CHECKPOINT_MISSING', 'This run has not saved a checkpoint yet.', {
      next: 'Let it train a little first, or start a new run.',
      subject: id,
    });
  }
  return newest;
}

async function readNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // A run that never got as far as its first checkpoint.
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    // Missing or cut off: the schema refuses it.
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function folderSize(dir: string): Promise<number> {
  const sizes = await Promise.all(
    (await readdir(dir)).map(async (name) => (await stat(join(dir, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
