import { deflateSync } from 'node:zlib';

/** A picture of a TIFF file to be written. */
export interface TiffPage {
  width: number;
  height: number;
  /** Samples of a pixel; those of all pixels are in `values`, pixel by pixel and row by row. */
  samples: number;
  values: readonly number[];
  bits: 8 | 16 | 32 | 64;
  /** 1 = whole numbers, 2 = signed ones, 3 = real ones. */
  format?: 1 | 2 | 3;
  /** 0 = grey with a white 0, 1 = grey, 2 = RGB, 6 = YCbCr. */
  photometric: number;
  /** Side of square tiles, a multiple of 16; absent = strips. */
  tileSide?: number;
  rowsPerStrip?: number;
  /** Whether each sample has strips of its own. */
  isPlanar?: boolean;
  compression?: 'none' | 'deflate' | 'packbits';
  /** More tags, all of type LONG. */
  tags?: Readonly<Record<number, readonly number[]>>;
  children?: readonly TiffPage[];
}

export interface TiffOptions {
  /** Intel's order of bytes, or Motorola's. */
  order?: 'II' | 'MM';
  isBig?: boolean;
  /** Where the directories stand: many programs write them behind the pixels. */
  directories?: 'first' | 'last';
}

const compressions = { none: 1, deflate: 8, packbits: 32_773 } as const;

/** Writes a TIFF 6.0 or BigTIFF file. */
export function encodeTiff(pages: readonly TiffPage[], options: TiffOptions = {}): Buffer {
  const writer = new TiffWriter(options);
  return writer.write(pages);
}

/** A directory whose places are not known yet. */
interface Planned {
  page: TiffPage;
  parts: Buffer[];
  children: Planned[];
  at: number;
  partsAt: number[];
}

class TiffWriter {
  readonly #isLittle: boolean;
  readonly #isBig: boolean;
  readonly #directories: 'first' | 'last';

  constructor({ order = 'II', isBig = false, directories = 'last' }: TiffOptions) {
    this.#isLittle = order === 'II';
    this.#isBig = isBig;
    this.#directories = directories;
  }

  write(pages: readonly TiffPage[]): Buffer {
    const plan = (page: TiffPage): Planned => ({
      page,
      parts: this.#parts(page),
      children: (page.children ?? []).map(plan),
      at: 0,
      partsAt: [],
    });
    const chain = pages.map(plan);
    const all = chain.flatMap((planned) => [planned, ...planned.children]);
    const headerBytes = this.#isBig ? 16 : 8;
    let position = headerBytes;
    const placeDirectories = () => {
      for (const planned of all) {
        planned.at = position;
        planned.partsAt = planned.parts.map(() => 0);
        position += this.#directory(planned, 0).length;
      }
    };
    const placeParts = () => {
      for (const planned of all) {
        planned.partsAt = planned.parts.map(({ length }) => {
          const at = position;
          position += length + (length % 2);
          return at;
        });
      }
    };
    if (this.#directories === 'first') placeDirectories();
    placeParts();
    if (this.#directories === 'last') {
      const partsAt = all.map((planned) => planned.partsAt);
      placeDirectories();
      for (const [i, planned] of all.entries()) planned.partsAt = partsAt[i];
    }
    const file = Buffer.alloc(position);
    file.write(this.#isLittle ? 'II' : 'MM');
    file.set(this.#number(this.#isBig ? 43 : 42, 2), 2);
    if (this.#isBig) file.set(this.#number(8, 2), 4);
    file.set(this.#number(chain[0].at, headerBytes / 2), headerBytes / 2);
    for (const planned of all) {
      const next = chain[chain.indexOf(planned) + 1];
      file.set(this.#directory(planned, chain.includes(planned) ? (next?.at ?? 0) : 0), planned.at);
      for (const [i, part] of planned.parts.entries()) file.set(part, planned.partsAt[i]);
    }
    return file;
  }

  #directory({ page, parts, children, at, partsAt }: Planned, next: number): Buffer {
    const { samples, bits, tileSide } = page;
    const tags: Record<number, readonly number[]> = {
      256: [page.width],
      257: [page.height],
      258: Array<number>(samples).fill(bits),
      259: [compressions[page.compression ?? 'none']],
      262: [page.photometric],
      277: [samples],
      284: [page.isPlanar ? 2 : 1],
      339: Array<number>(samples).fill(page.format ?? 1),
      ...(tileSide === undefined
        ? { 273: partsAt, 278: [page.rowsPerStrip ?? page.height], 279: parts.map(({ length }) => length) }
        : { 322: [tileSide], 323: [tileSide], 324: partsAt, 325: parts.map(({ length }) => length) }),
      ...page.tags,
    };
    if (children.length > 0) tags[330] = children.map((child) => child.at);
    const entries = Object.entries(tags).sort(([a], [b]) => Number(a) - Number(b));
    const word = this.#isBig ? 8 : 4;
    const head = this.#number(entries.length, this.#isBig ? 8 : 2);
    let valuesAt = at + head.length + entries.length * (4 + 2 * word) + word;
    const values: Buffer[] = [];
    const lines = entries.map(([tag, numbers]) => {
      const bytes = Buffer.concat(numbers.map((value) => this.#number(value, 4)));
      const isInline = bytes.length <= word;
      const where = isInline
        ? Buffer.concat([bytes, Buffer.alloc(word - bytes.length)])
        : this.#number(valuesAt, word);
      if (!isInline) {
        values.push(bytes);
        valuesAt += bytes.length;
      }
      return Buffer.concat([
        this.#number(Number(tag), 2),
        this.#number(4, 2),
        this.#number(numbers.length, word),
        where,
      ]);
    });
    return Buffer.concat([head, ...lines, this.#number(next, word), ...values]);
  }

  /** Strips or tiles, compressed. */
  #parts(page: TiffPage): Buffer[] {
    const { width, height, samples, tileSide, isPlanar } = page;
    const [stepX, stepY] =
      tileSide === undefined ? [width, page.rowsPerStrip ?? height] : [tileSide, tileSide];
    const planes = isPlanar
      ? Array.from({ length: samples }, (_, sample) => [sample])
      : [[...Array(samples).keys()]];
    return planes.flatMap((plane) =>
      steps(height, stepY).flatMap((top) =>
        steps(width, stepX).map((left) => {
          const bottom = tileSide === undefined ? Math.min(height, top + stepY) : top + stepY;
          const rows = Array.from({ length: bottom - top }, (_, row) =>
            Buffer.concat(
              Array.from({ length: stepX }, (_, column) => {
                // What a tile has beyond the picture repeats its edge.
                const pixel = Math.min(height - 1, top + row) * width + Math.min(width - 1, left + column);
                return Buffer.concat(
                  plane.map((sample) => this.#sample(page, page.values[pixel * samples + sample])),
                );
              }),
            ),
          );
          return compress(rows, page.compression ?? 'none');
        }),
      ),
    );
  }

  #sample({ bits, format = 1 }: TiffPage, value: number): Buffer {
    if (format === 3) {
      const bytes = Buffer.alloc(bits / 8);
      if (bits === 64) bytes.writeDoubleBE(value);
      else bytes.writeFloatBE(value);
      return this.#isLittle ? bytes.reverse() : bytes;
    }
    return this.#number(value < 0 ? value + 2 ** bits : value, bits / 8);
  }

  #number(value: number, size: number): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(value));
    const cut = bytes.subarray(8 - size);
    return this.#isLittle ? Buffer.from(cut).reverse() : cut;
  }
}

const steps = (length: number, step: number) =>
  Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step);

function compress(rows: readonly Buffer[], compression: keyof typeof compressions): Buffer {
  if (compression === 'deflate') return deflateSync(Buffer.concat(rows));
  // Each row by itself, as bytes that follow.
  if (compression === 'packbits')
    return Buffer.concat(
      rows.flatMap((row) => steps(row.length, 128).map((at) => literal(row.subarray(at, at + 128)))),
    );
  return Buffer.concat(rows);
}

const literal = (bytes: Buffer) => Buffer.concat([Buffer.from([bytes.length - 1]), bytes]);
