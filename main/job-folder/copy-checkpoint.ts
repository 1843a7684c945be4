import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../contract/errors.ts';
import { writeFileAtomic } from '../disk/atomic-file.ts';
import { errorCode, explainDiskError } from '../disk/disk-error.ts';
import { syncFolder } from '../disk/sync-folder.ts';
import {
  damaged,
  generatorFile,
  isCheckpointName,
  parseState,
  stateFile,
  temporaryPrefix,
  trainingFile,
} from '../protocol/checkpoint-files.ts';
import { sha256 } from '../protocol/sha256.ts';
import { assertPlainFolder, readPlain } from './plain-files.ts';

/**
 * Copies a checkpoint into another folder of checkpoints, whole or not at all: its files are compared with their hashes on
 * the way. False where there is no such checkpoint any more; one that is there already stays.
 */
export async function copyCheckpoint(from: string, name: string, to: string): Promise<boolean> {
  const files = await readWhole(join(from, name), name);
  if (files === undefined) return false;
  const temporary = join(to, temporaryPrefix + name);
  try {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true });
    for (const [file, bytes] of Object.entries(files)) await writeFileAtomic(join(temporary, file), bytes);
    await replaceFolder(temporary, join(to, name));
    await syncFolder(to);
    return true;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw explainDiskError(error, to, { lost: 'the checkpoint could not be copied' });
  }
}

/** Whether a checkpoint's files are all there and as they were saved; links are refused. */
export async function isWhole(folder: string, name: string): Promise<boolean> {
  try {
    return (await readWhole(join(folder, name), name)) !== undefined;
  } catch (error) {
    if (error instanceof StudioError && error.code === 'CHECKPOINT_DAMAGED') return false;
    throw error;
  }
}

/** The bytes of a checkpoint's files by name; undefined when there is no such folder. */
async function readWhole(dir: string, name: string): Promise<Record<string, Uint8Array> | undefined> {
  if (!isCheckpointName(name)) throw damaged(dir);
  try {
    await assertPlainFolder(dir);
    const text = await readPlain(join(dir, stateFile), maxStateBytes);
    const state = parseState(text.toString('utf8'), join(dir, stateFile));
    const files: Record<string, Uint8Array> = { [stateFile]: text };
    for (const file of [generatorFile, trainingFile]) {
      files[file] = await readPlain(join(dir, file), maxWeightBytes);
      if (sha256(files[file]) !== state.files[file]) throw damaged(join(dir, file));
    }
    return files;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Another checkpoint of the same moment, left by a run that went back, makes way; it comes back where that fails. */
async function replaceFolder(temporary: string, settled: string): Promise<void> {
  const old = `${temporary}-old`;
  await rm(old, { recursive: true, force: true });
  let madeWay = true;
  try {
    await rename(settled, old);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    madeWay = false;
  }
  try {
    await rename(temporary, settled);
  } catch (error) {
    if (madeWay) await rename(old, settled);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

const maxStateBytes = 2 ** 20;
/** The largest preset has some 50 MB. */
const maxWeightBytes = 2 ** 30;
