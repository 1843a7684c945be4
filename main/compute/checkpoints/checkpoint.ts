import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { explainWriteError, syncFolder, writeDurably } from './durable-write.ts';
import { decodeSafetensors, encodeSafetensors, type NamedArray } from './safetensors.ts';
import { CheckpointState, checkpointName, generatorFile, stateFile, trainingFile } from './state.ts';

/** Everything a run needs to go on exactly. */
export interface Checkpoint {
  state: Omit<CheckpointState, 'files' | 'schemaVersion' | 'savedAt'>;
  generator: Map<string, NamedArray>;
  training: Map<string, NamedArray>;
}

export interface SavedCheckpoint {
  name: string;
  sizeBytes: number;
}

/** Writes the bytes of one file; tests put a failing one in its place. */
export type FileWriter = typeof writeDurably;

/** How many checkpoints a run keeps: the newest and the one before it. */
const kept = 2;
const temporaryPrefix = '.tmp-';

/**
 * Saves `checkpoints/<nimg>/`: into a temporary folder first, flushed, read back and hashed, then renamed. Only then are
 * older checkpoints dropped, so a crash or a full disk at any moment leaves the previous one whole.
 */
export function saveCheckpoint(
  folder: string,
  checkpoint: Checkpoint,
  write: FileWriter = writeDurably,
): SavedCheckpoint {
  const name = checkpointName(checkpoint.state.nimg);
  const temporary = join(folder, temporaryPrefix + name);
  try {
    rmSync(temporary, { recursive: true, force: true });
    mkdirSync(temporary, { recursive: true });
    const files: Record<string, string> = {};
    let sizeBytes = 0;
    for (const [file, tensors] of [
      [generatorFile, checkpoint.generator],
      [trainingFile, checkpoint.training],
    ] as const) {
      const bytes = encodeSafetensors(tensors);
      write(join(temporary, file), bytes);
      files[file] = sha256(bytes);
      sizeBytes += bytes.length;
    }
    const state: CheckpointState = {
      schemaVersion: 1,
      ...checkpoint.state,
      savedAt: new Date().toISOString(),
      files,
    };
    write(join(temporary, stateFile), new TextEncoder().encode(JSON.stringify(state, null, 2)));
    verifyFiles(temporary, files);
    syncFolder(temporary);
    rmSync(join(folder, name), { recursive: true, force: true });
    renameSync(temporary, join(folder, name));
    syncFolder(folder);
    dropOlder(folder, name);
    return { name, sizeBytes };
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw explainWriteError(error, folder);
  }
}

/** Loads and verifies a checkpoint folder; a file that is missing or changed is CHECKPOINT_DAMAGED and named. */
export function loadCheckpoint(folder: string): Checkpoint {
  const { files, schemaVersion: _, savedAt: __, ...state } = readState(folder);
  verifyFiles(folder, files);
  const read = (file: string) => decodeSafetensors(readFileSync(join(folder, file)), join(folder, file));
  return { state, generator: read(generatorFile), training: read(trainingFile) };
}

function readState(folder: string): CheckpointState {
  const file = join(folder, stateFile);
  try {
    return CheckpointState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof z.ZodError || isMissing(cause))
      throw damaged(file, cause);
    throw cause;
  }
}

function verifyFiles(folder: string, files: Record<string, string>): void {
  for (const [file, expected] of Object.entries(files)) {
    const path = join(folder, file);
    let actual: string;
    try {
      actual = sha256(readFileSync(path));
    } catch (cause) {
      throw isMissing(cause) ? damaged(path, cause) : cause;
    }
    if (actual !== expected) throw damaged(path);
  }
}

const damaged = (file: string, cause?: unknown) =>
  new StudioError(
    'CHECKPOINT_DAMAGED',
    'A file of the checkpoint is missing or has changed since it was saved.',
    { next: 'Resume again: the run goes on from the checkpoint before it.', subject: file },
    { cause },
  );

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';

function dropOlder(folder: string, newest: string): void {
  const names = readdirSync(folder).filter((name) => /^\d{11}$/.test(name) && name <= newest);
  for (const name of names.sort().slice(0, -kept))
    rmSync(join(folder, name), { recursive: true, force: true });
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
