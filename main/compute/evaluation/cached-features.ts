import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { StudioError } from '../../contract/errors.ts';
import { decodeSafetensors, encodeSafetensors, type NamedArray } from '../files/safetensors.ts';
import type { Features } from '../metrics/features.ts';

/** Features of named sets that were kept; undefined when there are none, or of other numbers of pictures. */
export function readFeatures<Name extends string>(
  file: string,
  counts: Readonly<Record<Name, number>>,
): Record<Name, Features> | undefined {
  const arrays = readArrays(file);
  const found = Object.entries<number>(counts).map(([name, count]): [string, Features] | undefined => {
    const array = arrays?.get(name);
    return array?.shape[0] === count
      ? [name, { count, size: array.shape[1], values: array.values }]
      : undefined;
  });
  return found.every((each) => each !== undefined)
    ? (Object.fromEntries(found) as Record<Name, Features>)
    : undefined;
}

/** Keeps features for the next time. */
export function keepFeatures(file: string, features: Readonly<Record<string, Features>>): void {
  const arrays = new Map<string, NamedArray>();
  for (const [name, { count, size, values }] of Object.entries(features))
    arrays.set(name, { shape: [count, size], values });
  const temporary = `${file}.tmp-${process.pid}`;
  writeFileSync(temporary, encodeSafetensors(arrays));
  renameSync(temporary, file);
}

/** A file that was cut off is made again. */
function readArrays(file: string): Map<string, NamedArray> | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return decodeSafetensors(readFileSync(file), file);
  } catch (error) {
    if (error instanceof StudioError && error.code === 'CHECKPOINT_DAMAGED') return undefined;
    throw error;
  }
}
