import type { Channels } from '../../../contract/pictures.ts';
import type { Pixels } from '../../pictures/pixels.ts';
import { maximumPixels } from '../sources/limits.ts';
import { UnusableFile } from '../sources/unusable-file.ts';

/** Decodes PBM, PGM and PPM (netpbm.sourceforge.net/doc) to 8 bits. Throws UnusableFile. */
export function decodeNetpbm(bytes: Buffer): Pixels {
  const kind = kinds[bytes.toString('latin1', 0, 2)];
  const reader = new HeaderReader(bytes);
  const width = reader.number();
  const height = reader.number();
  const maximum = kind.isBits ? 1 : reader.number();
  if (width < 1 || height < 1 || maximum < 1 || maximum > 65_535) throw damaged();
  if (width * height > maximumPixels) throw new UnusableFile('too large: more than 268 million pixels');
  const count = width * height * kind.channels;
  // Each value takes at least one byte as text, one bit as bits.
  if (bytes.length - reader.position < (kind.isBits && !kind.isText ? count / 8 : count)) throw damaged();
  const data = new Uint8Array(count);
  if (kind.isText) readText(reader, data, maximum, kind.isBits);
  else if (kind.isBits) readBits(bytes.subarray(reader.position + 1), data, width, height);
  else readBinary(bytes.subarray(reader.position + 1), data, maximum);
  return { width, height, channels: kind.channels, data };
}

/** The six kinds: bits, grey and colour; as text and as bytes. */
const kinds: Readonly<Record<string, { channels: Channels; isText: boolean; isBits: boolean }>> = {
  P1: { channels: 1, isText: true, isBits: true },
  P2: { channels: 1, isText: true, isBits: false },
  P3: { channels: 3, isText: true, isBits: false },
  P4: { channels: 1, isText: false, isBits: true },
  P5: { channels: 1, isText: false, isBits: false },
  P6: { channels: 3, isText: false, isBits: false },
};

function readBinary(bytes: Buffer, data: Uint8Array, maximum: number): void {
  const isWide = maximum > 255;
  if (bytes.length < data.length * (isWide ? 2 : 1)) throw damaged();
  for (let i = 0; i < data.length; i++) {
    const value = isWide ? bytes.readUInt16BE(i * 2) : bytes[i];
    data[i] = Math.round((255 * Math.min(value, maximum)) / maximum);
  }
}

/** A row starts at a new byte; a set bit is black. */
function readBits(bytes: Buffer, data: Uint8Array, width: number, height: number): void {
  const rowBytes = Math.ceil(width / 8);
  if (bytes.length < rowBytes * height) throw damaged();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isBlack = (bytes[y * rowBytes + (x >> 3)] >> (7 - (x & 7))) & 1;
      data[y * width + x] = isBlack ? 0 : 255;
    }
  }
}

function readText(reader: HeaderReader, data: Uint8Array, maximum: number, isBits: boolean): void {
  for (let i = 0; i < data.length; i++) {
    const value = isBits ? 1 - reader.bit() : reader.number();
    data[i] = Math.round((255 * Math.min(value, maximum)) / maximum);
  }
}

/** Numbers in ASCII, parted by white space and comments. */
class HeaderReader {
  readonly #bytes: Buffer;
  position = 2;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  number(): number {
    this.#skipSpace();
    let value = 0;
    let digits = 0;
    for (; isDigit(this.#bytes[this.position]); this.position++, digits++) {
      value = value * 10 + this.#bytes[this.position] - 48;
    }
    if (digits === 0 || digits > 9) throw damaged();
    return value;
  }

  /** Bits need no space between them. */
  bit(): number {
    this.#skipSpace();
    const digit = this.#bytes[this.position++];
    if (digit !== 48 && digit !== 49) throw damaged();
    return digit - 48;
  }

  #skipSpace(): void {
    for (; this.position < this.#bytes.length; this.position++) {
      const byte = this.#bytes[this.position];
      if (byte === 35) {
        const end = this.#bytes.indexOf(10, this.position);
        this.position = end === -1 ? this.#bytes.length : end;
      } else if (byte > 32) return;
    }
  }
}

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 48 && byte <= 57;

const damaged = () => new UnusableFile('damaged or cut off');
