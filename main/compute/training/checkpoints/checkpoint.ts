import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { explainDiskError } from '../../../disk/disk-error.ts';
import {
  assertWhole,
  type CheckpointState,
  checkpointName,
  damaged,
  encodeState,
  generatorFile,
  readState,
  stateFile,
  temporaryPrefix,
  trainingFile,
} from '../../../protocol/checkpoint-files.ts';
import { sha256 } from '../../../protocol/sha256.ts';
import { type Disk, nodeDisk } from '../../files/disk.ts';
import { decodeSafetensors, encodeSafetensors, type NamedArray } from '../../files/safetensors.ts';

/** Everything a run needs to go on exactly. */
export interface CheckpointContent {
  state: Omit<CheckpointState, 'files' | 'schemaVersion' | 'savedAt' | 'hash'>;
  generator: Map<string, NamedArray>;
  training: Map<string, NamedArray>;
}

export interface SavedCheckpoint {
  name: string;
  sizeBytes: number;
}

/**
 * Saves `checkpoints/<nimg>/`: into a temporary folder first, flushed, read back and compared, then renamed, so that a
 * crash, a power cut or a full disk at any moment leaves the earlier ones whole. Drops none: that is for the studio,
 * which knows what its user wants kept, once this has returned.
 */
export function saveCheckpoint(
  folder: string,
  { state, generator, training }: CheckpointContent,
  disk: Disk = nodeDisk,
): SavedCheckpoint {
  const name = checkpointName(state.nimg);
  const temporary = join(folder, temporaryPrefix + name);
  try {
    if (disk.makeFolder(folder)) disk.syncFolder(dirname(folder));
    disk.remove(temporary);
    disk.makeFolder(temporary);
    const weights = {
      [generatorFile]: encodeSafetensors(generator),
      [trainingFile]: encodeSafetensors(training),
    };
    const hashes = Object.fromEntries(Object.entries(weights).map(([file, bytes]) => [file, sha256(bytes)]));
    const savedAt = new Date().toISOString();
    const text = encodeState({ schemaVersion: 1, ...state, savedAt, files: hashes });
    const files = { ...weights, [stateFile]: new TextEncoder().encode(text) };
    for (const [file, bytes] of Object.entries(files)) writeChecked(disk, join(temporary, file), bytes);
    disk.syncFolder(temporary);
    settle(disk, folder, name, Object.keys(files));
    return { name, sizeBytes: Object.values(files).reduce((sum, { length }) => sum + length, 0) };
  } catch (error) {
    disk.remove(temporary);
    throw explainDiskError(error, folder, {
      lost: 'the checkpoint could not be saved',
      goOn: 'resume; the last checkpoint is untouched',
    });
  }
}

function writeChecked(disk: Disk, file: string, bytes: Uint8Array): void {
  disk.write(file, bytes);
  disk.syncFile(file);
  if (sha256(disk.read(file)) !== sha256(bytes)) throw damaged(file);
}

/**
 * Gives a temporary folder its name. One that stands there already has the same weights (a run that went back to it goes
 * on otherwise), so its files are replaced one by one and it is whole at every moment.
 */
function settle(disk: Disk, folder: string, name: string, files: readonly string[]): void {
  const [temporary, settled] = [join(folder, temporaryPrefix + name), join(folder, name)];
  if (disk.exists(settled)) {
    for (const file of files) disk.rename(join(temporary, file), join(settled, file));
    disk.syncFolder(settled);
    disk.remove(temporary);
  } else disk.rename(temporary, settled);
  disk.syncFolder(folder);
}

/** Loads and checks a checkpoint folder; a file that is missing or changed is CHECKPOINT_DAMAGED and named. */
export function loadCheckpoint(folder: string): CheckpointContent {
  const { files, schemaVersion: _, savedAt: __, hash: ___, ...state } = readState(folder);
  assertWhole(folder, { files });
  const read = (file: string) => decodeSafetensors(readFileSync(join(folder, file)), join(folder, file));
  return { state, generator: read(generatorFile), training: read(trainingFile) };
}
