import { isTiff } from '../../sources/marks.ts';

/** Tags that are looked at (TIFF 6.0; TIFF/EP; Adobe's DNG 1.7). */
export const tags = {
  subfileType: 254,
  oldSubfileType: 255,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subDirectories: 330,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  subsampling: 530,
  dngVersion: 50706,
  dngPrivateData: 50740,
} as const;

/** One picture of a TIFF file: its tags, and smaller or larger copies that hang on it. */
export interface Directory {
  values: ReadonlyMap<number, readonly number[]>;
  children: Directory[];
}

export const tagValue = ({ values }: Directory, tag: number, otherwise: number): number =>
  values.get(tag)?.[0] ?? otherwise;

const byteOrders = { II: true, MM: false } as const;
/** Files have a few; a chain of more is a loop or a trap. */
const maximumDirectories = 4096;
const wanted = new Set<number>(Object.values(tags));

/** The directories of a TIFF file, in the order of their chain; those that make no sense end it. */
export function readDirectories(bytes: Buffer): Directory[] {
  const order = bytes.toString('latin1', 0, 2);
  if (!isTiff(bytes) || (order !== 'II' && order !== 'MM')) return [];
  return new Reader(bytes, byteOrders[order]).chain();
}

/** How many bytes a value of each type takes, of those that are whole numbers. */
const typeBytes: Readonly<Record<number, 1 | 2 | 4 | 8>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  7: 1,
  13: 4,
  16: 8,
  18: 8,
};

class Reader {
  readonly #bytes: Buffer;
  readonly #isLittle: boolean;
  readonly #isBig: boolean;
  readonly #seen = new Set<number>();

  constructor(bytes: Buffer, isLittle: boolean) {
    this.#bytes = bytes;
    this.#isLittle = isLittle;
    this.#isBig = this.#number(2, 2) === 43;
  }

  chain(): Directory[] {
    return this.#follow(this.#isBig ? this.#number(8, 8) : this.#number(4, 4), true);
  }

  #follow(first: number | undefined, isChain: boolean): Directory[] {
    const found: Directory[] = [];
    let at = first;
    while (at !== undefined && at !== 0 && !this.#seen.has(at) && this.#seen.size < maximumDirectories) {
      this.#seen.add(at);
      const [countBytes, entryBytes] = this.#isBig ? ([8, 20] as const) : ([2, 12] as const);
      const count = this.#number(at, countBytes);
      const end = at + countBytes + (count ?? 0) * entryBytes;
      if (count === undefined || end > this.#bytes.length) break;
      const values = new Map<number, readonly number[]>();
      for (let entry = at + countBytes; entry < end; entry += entryBytes) this.#readEntry(entry, values);
      const children = values.get(tags.subDirectories) ?? [];
      const directory: Directory = { values, children: [] };
      found.push(directory);
      directory.children.push(...children.flatMap((child) => this.#follow(child, false)));
      at = isChain ? this.#number(end, this.#isBig ? 8 : 4) : undefined;
    }
    return found;
  }

  #readEntry(at: number, values: Map<number, readonly number[]>): void {
    const tag = this.#number(at, 2) ?? 0;
    const size = typeBytes[this.#number(at + 2, 2) ?? 0];
    const wordBytes = this.#isBig ? 8 : 4;
    const count = this.#number(at + 4, wordBytes);
    if (!wanted.has(tag) || size === undefined || count === undefined) return;
    const isInline = count * size <= wordBytes;
    const from = isInline ? at + 4 + wordBytes : (this.#number(at + 4 + wordBytes, wordBytes) ?? 0);
    // Checked before anything is made of it: counts may claim anything.
    if (from + count * size > this.#bytes.length) return;
    values.set(
      tag,
      Array.from({ length: count }, (_, i) => this.#number(from + i * size, size) ?? 0),
    );
  }

  /** Undefined beyond the file. */
  #number(at: number, size: 1 | 2 | 4 | 8): number | undefined {
    if (at < 0 || at + size > this.#bytes.length) return undefined;
    if (size === 1) return this.#bytes[at];
    if (size < 8) return this.#isLittle ? this.#bytes.readUIntLE(at, size) : this.#bytes.readUIntBE(at, size);
    return Number(this.#isLittle ? this.#bytes.readBigUInt64LE(at) : this.#bytes.readBigUInt64BE(at));
  }
}
