import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import { fileSizeBytes, namesIn } from '../../../disk/if-there.ts';
import { syncFolder } from '../../../disk/sync-folder.ts';
import {
  assertWhole,
  type CheckpointState,
  generatorFile,
  isCheckpointName,
  readState,
  temporaryPrefix,
  trainingFile,
} from '../../../protocol/checkpoint-files.ts';
import type { LibraryPaths } from '../../library/paths.ts';

/** The checkpoints of one run as they lie on disk. */

export interface CheckpointSummary extends CheckpointState {
  name: string;
  dir: string;
  sizeBytes: number;
}

/** A checkpoint of which a file is missing or changed, and the error that names the file. */
export interface Damage {
  name: string;
  error: StudioError;
}

/** Folders of checkpoints that could not be read, kept out of the way. */
export const damagedPrefix = 'damaged-';

/** Checkpoints whose state can be read, newest first; their weights are not looked at. */
export async function listCheckpoints(paths: LibraryPaths, id: RunId): Promise<CheckpointSummary[]> {
  const names = await checkpointNames(paths, id);
  const found = await Promise.all(names.map((name) => summarise(paths, id, name)));
  return found.filter((each): each is CheckpointSummary => !('error' in each));
}

/**
 * The newest checkpoint whose files are as they were saved, and the damaged ones that are newer; undefined where there is
 * no whole one.
 */
export async function newestWhole(
  paths: LibraryPaths,
  id: RunId,
  files: readonly string[] = [generatorFile, trainingFile],
): Promise<{ checkpoint: CheckpointSummary | undefined; damaged: Damage[] }> {
  const damaged: Damage[] = [];
  for (const name of await checkpointNames(paths, id)) {
    const found = await summarise(paths, id, name, files);
    if (!('error' in found)) return { checkpoint: found, damaged };
    damaged.push(found);
  }
  return { checkpoint: undefined, damaged };
}

/** One checkpoint by its name, with its files checked; throws CHECKPOINT_MISSING or CHECKPOINT_DAMAGED. */
export async function wholeCheckpoint(
  paths: LibraryPaths,
  id: RunId,
  name: string,
  files: readonly string[] = [generatorFile, trainingFile],
): Promise<CheckpointSummary> {
  if (!(await checkpointNames(paths, id)).includes(name)) {
    throw new StudioError('CHECKPOINT_MISSING', `This run has no checkpoint "${name}" any more.`, {
      next: 'Choose another one of its list.',
      subject: name,
    });
  }
  const found = await summarise(paths, id, name, files);
  if ('error' in found) throw found.error;
  return found;
}

/** Takes a checkpoint's folder out of the way, so that a crash half-way leaves no half of one, and deletes it. */
export async function removeCheckpoint(paths: LibraryPaths, id: RunId, name: string): Promise<void> {
  const folder = paths.checkpointsDir(id);
  const doomed = join(folder, `${temporaryPrefix}removed-${name}`);
  await rm(doomed, { recursive: true, force: true });
  await rename(join(folder, name), doomed);
  await syncFolder(folder);
  await rm(doomed, { recursive: true, force: true });
}

/** Keeps a damaged checkpoint's files under a name that is not a checkpoint's. */
export async function setAside(paths: LibraryPaths, id: RunId, name: string): Promise<void> {
  const folder = paths.checkpointsDir(id);
  const taken = new Set(await namesIn(folder));
  let aside = damagedPrefix + name;
  for (let number = 2; taken.has(aside); number++) aside = `${damagedPrefix}${name}-${number}`;
  await rename(join(folder, name), join(folder, aside));
  await syncFolder(folder);
}

/** Removes what a crash left half-made. */
export async function removeLeftOvers(paths: LibraryPaths, id: RunId): Promise<void> {
  const folder = paths.checkpointsDir(id);
  for (const name of await namesIn(folder))
    if (name.startsWith(temporaryPrefix)) await rm(join(folder, name), { recursive: true, force: true });
}

/** Names of all checkpoints, newest first. */
export async function checkpointNames(paths: LibraryPaths, id: RunId): Promise<string[]> {
  // A run that never got as far as its first checkpoint has no folder.
  const names = await namesIn(paths.checkpointsDir(id));
  return names.filter(isCheckpointName).sort().reverse();
}

async function summarise(
  paths: LibraryPaths,
  id: RunId,
  name: string,
  checkedFiles: readonly string[] = [],
): Promise<CheckpointSummary | Damage> {
  const dir = paths.checkpointDir(id, name);
  try {
    const state = readState(dir);
    assertWhole(dir, state, checkedFiles);
    return { ...state, name, dir, sizeBytes: await folderSize(dir) };
  } catch (error) {
    if (error instanceof StudioError && error.code === 'CHECKPOINT_DAMAGED') return { name, error };
    throw error;
  }
}

/** Bytes of the files in a folder; 0 where there is none. */
export async function folderSize(dir: string): Promise<number> {
  const sizes = await Promise.all((await namesIn(dir)).map((name) => fileSizeBytes(join(dir, name))));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}
