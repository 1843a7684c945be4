import { readFile, stat } from 'node:fs/promises';
import type { StudioClient } from '../contract/contract.ts';
import { StudioError } from '../contract/errors.ts';
import type { GeneratorRef } from '../contract/generators.ts';
import type { LatentOrigin, VectorPoint } from '../contract/latents/recipe.ts';
import { parseVectors, vectorFileLimits } from '../contract/latents/vector-file.ts';
import { errorCode } from '../disk/disk-error.ts';
import { userPath } from './app.ts';
import { badInput } from './arguments.ts';

/** The vectors of a file that the user named, which must fit the generator. */
export async function readLatents(
  client: StudioClient,
  from: GeneratorRef,
  path: string,
): Promise<VectorPoint[]> {
  const file = userPath(path);
  try {
    if ((await stat(file)).size > vectorFileLimits.bytes)
      throw badInput(
        `${path} is larger than ${vectorFileLimits.bytes / 1024 ** 2} MB.`,
        'Give fewer vectors.',
      );
    return parseVectors(await readFile(file), await client.latents.space({ from }));
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined || error instanceof StudioError) throw error;
    throw new StudioError(
      code === 'ENOENT' ? 'PATH_NOT_FOUND' : 'PATH_UNREADABLE',
      code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read.`,
      { next: 'Name a CSV, JSON or .npy file of latents.', subject: file },
      { cause: error },
    );
  }
}

/** What a face was drawn from, as the user gave it: for `--json`. Rows of a file are counted from 1. */
export const inputOf = (origin: LatentOrigin, i: number) =>
  origin.kind === 'seed' ? { seed: origin.seed, index: origin.index } : { row: i + 1 };
