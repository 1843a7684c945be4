import { existsSync, readFileSync } from 'node:fs';
import { StudioError } from '../../contract/errors.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { explainDiskError } from '../../disk/disk-error.ts';
import { decodeDescribed, encodeSafetensors, type NamedArray } from '../files/safetensors.ts';
import { type NetworkId, networkVersion } from '../metrics/embeddings/network-version.ts';
import { type Features, joinRows, takeRows } from '../metrics/features.ts';

/** What a network has seen of a dataset, beside its pixels, whose name says the version, the side and the colours. */
export const openKeptFeatures = (pixelsFile: string, network: NetworkId): KeptFeatures =>
  new KeptFeatures(keptFeaturesFile(pixelsFile, network), networkVersion(network));

/**
 * Features of a version of a dataset, kept by the pictures' rows in its pixels: whatever an evaluation asks for, by any
 * model and of any number of pictures, only what no earlier one has looked at is computed. At most 4 kB a picture. Where
 * they cannot be read or written, which costs time alone, that is said once, and the work goes on.
 */
export class KeptFeatures {
  readonly #file: string;
  readonly #network: string;
  readonly #say: (line: string) => void;
  readonly #sets: Map<KeptSet, KeptRows>;
  #hasSaid = false;

  /** `network` is that which sees, with its version: what another one has seen is not taken for the same. */
  constructor(file: string, network: string, say = toStandardError) {
    this.#file = file;
    this.#network = network;
    this.#say = say;
    this.#sets = this.#read();
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
    try {
      await this.#save();
    } catch (error) {
      this.#goOnWithout(error);
    }
  }

  async #save(): Promise<void> {
    const arrays = new Map<string, NamedArray>();
    for (const [name, { places, features }] of this.#sets) {
      arrays.set(name, { shape: [features.count, features.size], values: features.values });
      // Rows are whole numbers below 16 million, which floats hold exactly.
      arrays.set(rowsOf(name), { shape: [features.count], values: Float32Array.from(places.keys()) });
    }
    await writeFileAtomic(this.#file, encodeSafetensors(arrays, { [networkKey]: this.#network }));
  }

  /** A file that was cut off is made again, and so is one that another network or an earlier version of Faceloom made. */
  #read(): Map<KeptSet, KeptRows> {
    if (!existsSync(this.#file)) return new Map();
    try {
      const { arrays, metadata } = decodeDescribed(readFileSync(this.#file), this.#file);
      return metadata[networkKey] === this.#network ? setsIn(arrays) : new Map();
    } catch (error) {
      if (!(error instanceof StudioError && error.code === 'CHECKPOINT_DAMAGED')) this.#goOnWithout(error);
      return new Map();
    }
  }

  /** Throws what is not about the disk. */
  #goOnWithout(error: unknown): void {
    const explained = explainDiskError(error, this.#file);
    if (!(explained instanceof StudioError)) throw error;
    if (this.#hasSaid) return;
    this.#hasSaid = true;
    this.#say(`what a network sees of real pictures is not kept: ${explained.message} ${this.#file}`);
  }
}

/** The studio puts it into its log. */
const toStandardError = (line: string): void => void process.stderr.write(`${line}\n`);

/** Where the file says which network it is by. */
const networkKey = 'network';

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

export const keptFeaturesFile = (pixelsFile: string, network: NetworkId): string =>
  pixelsFile.replace(/\.u8$/, `.${network}-features.safetensors`);

const rowsOf = (set: KeptSet) => `${set}.rows`;

function setsIn(arrays: ReadonlyMap<string, NamedArray>): Map<KeptSet, KeptRows> {
  const sets = new Map<KeptSet, KeptRows>();
  for (const set of keptSets) {
    const features = arrays.get(set);
    const rows = arrays.get(rowsOf(set));
    if (features === undefined || rows === undefined || rows.values.length !== features.shape[0]) continue;
    const [count, size] = features.shape;
    const places = new Map(Array.from(rows.values, (row, place) => [row, place]));
    sets.set(set, { places, features: { count, size, values: features.values } });
  }
  return sets;
}
