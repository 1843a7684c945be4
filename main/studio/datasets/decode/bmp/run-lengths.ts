import { UnusableFile } from '../../sources/unusable-file.ts';
import type { BmpHeader, RunKind } from './header.ts';

/** Values of pixels, row by row, in the order of the file. */
export interface Rows {
  bytes: Buffer;
  bitsPerPixel: number;
  rowBytes: number;
}

/** A pair of bytes makes 255 pixels at most; files that claim far more pixels than that are a trap. */
const mostPixelsPerByte = 128;

/** After a 0: the end of a row, the end of the picture, a leap; other numbers are so many pixels one by one. */
const escapes = { row: 0, picture: 1, leap: 2 } as const;

/**
 * Unpacks RLE4, RLE8 and the RLE24 of OS/2 into whole bytes a value. Pixels that are leapt over have the first colour. Throws
 * UnusableFile when the runs end before the rows do without saying so, or leave the picture.
 */
export function unpackRuns({ width, height, pixelsAt }: BmpHeader, kind: RunKind, file: Buffer): Rows {
  const packed = file.subarray(pixelsAt);
  if (packed.length * mostPixelsPerByte < width * height) throw damaged();
  const bytesPerPixel = kind === 24 ? 3 : 1;
  const bytes = Buffer.alloc(width * height * bytesPerPixel);
  const rows: Rows = { bytes, bitsPerPixel: bytesPerPixel * 8, rowBytes: width * bytesPerPixel };
  const reader = new RunReader(packed, kind);
  let x = 0;
  let y = 0;
  // Some pack what fills a row up to four bytes, too.
  const filledWidth = Math.ceil((width * kind) / 32) * (32 / kind);
  const put = (count: number, isRun: boolean) => {
    if (y >= height || x + count > filledWidth) throw damaged();
    const values = reader.values(count, isRun);
    values.copy(
      bytes,
      y * rows.rowBytes + x * bytesPerPixel,
      0,
      Math.max(0, Math.min(count, width - x)) * bytesPerPixel,
    );
    x += count;
  };
  for (;;) {
    // Some leave out the end of the picture when its last row is there.
    if (reader.isAtEnd && (y === height || (y === height - 1 && x >= width))) return rows;
    const count = reader.byte();
    if (count > 0) {
      put(count, true);
      continue;
    }
    const code = reader.byte();
    if (code === escapes.picture) return rows;
    if (code === escapes.row) {
      x = 0;
      y += 1;
    } else if (code === escapes.leap) {
      x += reader.byte();
      y += reader.byte();
    } else put(code, false);
  }
}

class RunReader {
  readonly #packed: Buffer;
  readonly #kind: RunKind;
  #position = 0;

  constructor(packed: Buffer, kind: RunKind) {
    this.#packed = packed;
    this.#kind = kind;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#packed.length;
  }

  byte(): number {
    if (this.isAtEnd) throw damaged();
    return this.#packed[this.#position++];
  }

  /** The next pixels: a value that is repeated (with four bits two in turn), or one value each, filled up to two bytes. */
  values(count: number, isRun: boolean): Buffer {
    const size = this.#kind === 24 ? 3 : 1;
    const perByte = this.#kind === 4 ? 2 : 1;
    const length = isRun ? size : Math.ceil(count / perByte) * size;
    const from = this.#packed.subarray(this.#position, this.#position + length);
    if (from.length < length) throw damaged();
    this.#position += isRun ? length : length + (length % 2);
    if (this.#kind !== 4) return isRun ? Buffer.alloc(count * size, from) : from;
    return Buffer.from(
      Array.from({ length: count }, (_, i) => {
        const pair = from[isRun ? 0 : i >> 1];
        return i % 2 === 0 ? pair >> 4 : pair & 15;
      }),
    );
  }
}

const damaged = () => new UnusableFile('damaged or cut off');
