import { existsSync, readFileSync } from 'node:fs';
import { StudioError } from '../../contract/errors.ts';
import type { EmbeddingId, JudgeId } from '../../contract/scores/scores.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { decodeSafetensors, encodeSafetensors, type NamedArray } from '../files/safetensors.ts';
import { type Features, joinRows, takeRows } from '../metrics/features.ts';

/**
 * Features of a version of a dataset, kept by the pictures' rows in its pixels: whatever an evaluation asks for, by any
 * model and of any number of pictures, only what no earlier one has looked at is computed. At most 4 kB a picture.
 */
export class KeptFeatures {
  readonly #file: string;
  readonly #sets: Map<KeptSet, KeptRows>;

  constructor(file: string) {
    this.#file = file;
    this.#sets = readSets(file);
  }

  /** Of these rows, those of which nothing is kept. */
  missing(set: KeptSet, rows: readonly number[]): number[] {
    const places = this.#sets.get(set)?.places;
    return rows.filter((row) => places?.has(row) !== true);
  }

  /** Features of rows, in their order; undefined when some are missing. */
  take(set: KeptSet, rows: readonly number[]): Features | undefined {
    const kept = this.#sets.get(set);
    const places = rows.map((row) => kept?.places.get(row));
    if (kept === undefined || !places.every((place) => place !== undefined)) return undefined;
    return takeRows(kept.features, places);
  }

  /** Features of rows, in their order: `see` gives those of which nothing is kept. */
  async complete(
    set: KeptSet,
    rows: readonly number[],
    see: (missing: readonly number[]) => Promise<Features>,
  ): Promise<Features> {
    const missing = this.missing(set, rows);
    for (let start = 0; start < missing.length; start += keptAtOnce) {
      const block = missing.slice(start, start + keptAtOnce);
      await this.keep(set, block, await see(block));
    }
    const features = this.take(set, rows);
    if (features === undefined) throw new Error(`features of ${set} are missing though all were computed`);
    return features;
  }

  /** Keeps features of rows of which nothing is kept, for now and for the next time. */
  async keep(set: KeptSet, rows: readonly number[], features: Features): Promise<void> {
    const kept = this.#sets.get(set);
    const before = kept?.features.count ?? 0;
    const places = new Map(kept?.places);
    for (const [i, row] of rows.entries()) places.set(row, before + i);
    this.#sets.set(set, {
      places,
      features: kept === undefined ? features : joinRows([kept.features, features]),
    });
    await this.#save();
  }

  async #save(): Promise<void> {
    const arrays = new Map<string, NamedArray>();
    for (const [name, { places, features }] of this.#sets) {
      arrays.set(name, { shape: [features.count, features.size], values: features.values });
      // Rows are whole numbers below 16 million, which floats hold exactly.
      arrays.set(rowsOf(name), { shape: [features.count], values: Float32Array.from(places.keys()) });
    }
    await writeFileAtomic(this.#file, encodeSafetensors(arrays));
  }
}

/** So many pictures are looked at before they are kept, so that an evaluation that is cancelled was not for nothing. */
const keptAtOnce = 512;

/** Sets of real pictures of which features are kept. */
export type KeptSet = (typeof keptSets)[number];
export const keptSets = ['reals', 'blurred'] as const;

/** Features, and at which place among them those of a picture are. */
interface KeptRows {
  places: ReadonlyMap<number, number>;
  features: Features;
}

/** Beside the pixels, whose name says the version of the dataset, the side and the colours. */
export const keptFeaturesFile = (pixelsFile: string, seenBy: EmbeddingId | JudgeId): string =>
  pixelsFile.replace(/\.u8$/, `.${seenBy}-features.safetensors`);

const rowsOf = (set: KeptSet) => `${set}.rows`;

/** A file that was cut off is made again, and so is one by a version that did not keep the rows. */
function readSets(file: string): Map<KeptSet, KeptRows> {
  const arrays = readArrays(file);
  const sets = new Map<KeptSet, KeptRows>();
  for (const set of keptSets) {
    const features = arrays?.get(set);
    const rows = arrays?.get(rowsOf(set));
    if (features === undefined || rows === undefined || rows.values.length !== features.shape[0]) continue;
    const [count, size] = features.shape;
    const places = new Map(Array.from(rows.values, (row, place) => [row, place]));
    sets.set(set, { places, features: { count, size, values: features.values } });
  }
  return sets;
}

function readArrays(file: string): Map<string, NamedArray> | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return decodeSafetensors(readFileSync(file), file);
  } catch (error) {
    if (error instanceof StudioError && error.code === 'CHECKPOINT_DAMAGED') return undefined;
    throw error;
  }
}
