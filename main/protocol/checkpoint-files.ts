import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../contract/errors.ts';
import { RunConfig } from '../contract/runs/run-config.ts';
import { RunControl } from './run-control.ts';
import { sha256 } from './sha256.ts';

/**
 * How a checkpoint lies on disk, which the studio reads too: a folder named by the images shown, two files of weights,
 * and `state.json` with the hashes of both. Randomness and data order are functions of the seed and the counters in it,
 * so with what steers the run nothing else is needed to go on exactly.
 */
export const CheckpointState = z.strictObject({
  schemaVersion: z.literal(1),
  config: RunConfig,
  /** Training steps done. */
  step: z.int().min(0),
  /** Images shown to the discriminator. */
  nimg: z.int().min(0),
  trainingSeconds: z.number().min(0),
  /** Absent in checkpoints from before there was anything to steer. */
  control: RunControl.optional(),
  savedAt: z.iso.datetime(),
  /** SHA-256 of every other file of the checkpoint, by name. */
  files: z.record(z.string().regex(/^[a-z]+\.safetensors$/), z.string().regex(/^[0-9a-f]{64}$/)),
  /** SHA-256 of all that stands before it; absent in checkpoints from before there was one. */
  hash: z.string().optional(),
});
export type CheckpointState = z.infer<typeof CheckpointState>;

export const stateFile = 'state.json';
/** The generator that draws previews and that models are promoted from: averaged weights where the run keeps them. */
export const generatorFile = 'generator.safetensors';
/** Raw weights of both networks and their Adam slots. */
export const trainingFile = 'training.safetensors';

/** Folders that are being made, or that are on their way out; left-overs of a crash go when the library is opened. */
export const temporaryPrefix = '.tmp-';

/** Folder name of a checkpoint, which sorts by progress: `00000512000` images. */
export const checkpointName = (nimg: number) => String(nimg).padStart(11, '0');

/** True for the folders of whole checkpoints, not for temporary or damaged ones. */
export const isCheckpointName = (name: string) => /^\d{11}$/.test(name);

/** The text of `state.json`. */
export const encodeState = (state: Omit<CheckpointState, 'hash'>): string =>
  JSON.stringify({ ...state, hash: hashOf(state) }, null, 2);

/** Reads and checks `state.json` of a checkpoint; CHECKPOINT_DAMAGED when it is missing or changed. */
export function readState(folder: string): CheckpointState {
  const file = join(folder, stateFile);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw isMissing(cause) ? damaged(file, cause) : cause;
  }
  return parseState(text, file);
}

/** Checks the text of a `state.json`, which is named in CHECKPOINT_DAMAGED. */
export function parseState(text: string, file: string): CheckpointState {
  try {
    const raw = z.looseObject({}).parse(JSON.parse(text));
    const { hash, ...rest } = raw;
    if (hash !== undefined && hash !== hashOf(rest)) throw damaged(file);
    return CheckpointState.parse(raw);
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof z.ZodError) throw damaged(file, cause);
    throw cause;
  }
}

/** Reads files of a checkpoint and compares their hashes; CHECKPOINT_DAMAGED names the first that does not match. */
export function assertWhole(
  folder: string,
  { files }: Pick<CheckpointState, 'files'>,
  names: readonly string[] = [generatorFile, trainingFile],
): void {
  for (const name of names) {
    const path = join(folder, name);
    let actual: string;
    try {
      actual = sha256(readFileSync(path));
    } catch (cause) {
      throw isMissing(cause) ? damaged(path, cause) : cause;
    }
    if (actual !== files[name]) throw damaged(path);
  }
}

export const damaged = (file: string, cause?: unknown) =>
  new StudioError(
    'CHECKPOINT_DAMAGED',
    `The file ${basename(file)} of a checkpoint is missing or has changed since it was saved.`,
    { next: 'Resume the run: it goes on from the checkpoint before it.', subject: file },
    { cause },
  );

const hashOf = (state: unknown) => sha256(JSON.stringify(state));

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';
