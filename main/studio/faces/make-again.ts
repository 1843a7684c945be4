import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { StudioError } from '../../contract/errors.ts';
import type { Face } from '../../contract/faces/faces.ts';
import { errorCode } from '../../disk/disk-error.ts';
import type { GeneratorFile, GeneratorToDraw } from '../generators/generators.ts';
import type { KeptGenerators } from '../generators/kept-generators.ts';

/** The generator that drew a face, exactly as it was then; throws when it is gone or was changed. */
export async function generatorOf(
  { from, fromName, modelHash }: Face,
  kept: KeptGenerators,
  find: (from: Face['from']) => Promise<GeneratorFile>,
): Promise<GeneratorToDraw> {
  const linked = modelHash === undefined ? undefined : await kept.find(modelHash);
  if (linked !== undefined) return linked;
  let generator: GeneratorFile;
  try {
    generator = await find(from);
  } catch (error) {
    if (!isGone(error)) throw error;
    const what = from.kind === 'model' ? 'model' : 'checkpoint of the run';
    throw new StudioError(
      error.code,
      `The ${what} that drew this face, “${fromName}”, is no longer in the library.`,
      { next: 'Its picture is kept and can be exported, but it cannot be made again.', subject: from.id },
      { cause: error },
    );
  }
  if (modelHash !== undefined && (await kept.hash(generator.file)) !== modelHash) {
    throw new StudioError('MODEL_CHANGED', `“${fromName}” is no longer the model that drew this face.`, {
      next: 'Its picture is kept and can be exported; to make it again, restore the model from a backup.',
      subject: from.id,
    });
  }
  return generator;
}

const isGone = (error: unknown): error is StudioError =>
  error instanceof StudioError &&
  ['MODEL_NOT_FOUND', 'RUN_NOT_FOUND', 'CHECKPOINT_MISSING'].includes(error.code);

/**
 * Largest difference of a value between a kept picture and one drawn now, of 255; undefined when the file is gone or
 * cannot be read.
 */
export async function differenceFrom(file: string, drawn: Buffer): Promise<number | undefined> {
  let kept: Buffer;
  try {
    kept = await readFile(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  if (kept.equals(drawn)) return 0;
  const before = await rawPixels(kept);
  const now = await rawPixels(drawn);
  if (before === undefined || now === undefined || before.length !== now.length) return undefined;
  return now.reduce((most, value, i) => Math.max(most, Math.abs(value - before[i])), 0);
}

/** Undefined when it is not a whole picture. */
async function rawPixels(png: Buffer): Promise<Buffer | undefined> {
  try {
    return await sharp(png, { failOn: 'truncated' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer();
  } catch {
    // sharp has no error codes: whatever it cannot decode is damaged.
    return undefined;
  }
}
