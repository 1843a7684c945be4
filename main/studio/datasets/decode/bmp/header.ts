import { maximumPixels } from '../../sources/limits.ts';
import { bmpHeaderStart } from '../../sources/marks.ts';
import { UnusableFile } from '../../sources/unusable-file.ts';

/** Pixels in runs: of indices of four or eight bits, or of colours. */
export type RunKind = 4 | 8 | 24;

/** Which bits of a pixel are which colour. */
export interface Masks {
  red: number;
  green: number;
  blue: number;
  /** 0 = no transparency. */
  alpha: number;
}

/** What the headers of a BMP say. */
export interface BmpHeader {
  width: number;
  height: number;
  /** Rows come from the bottom unless this is true. */
  isTopDown: boolean;
  bitsPerPixel: number;
  /** Absent when pixels lie row by row as they are. */
  runs: RunKind | undefined;
  /** Present when a pixel is a colour itself, not the number of one. */
  masks: Masks | undefined;
  /** Three bytes a colour: red, green, blue. */
  palette: Uint8Array;
  /** Where the pixels begin. */
  pixelsAt: number;
}

/** The kind of the second header is told by its length: OS/2 1; Windows 3 and its successors. */
const oldHeaderBytes = 12;
const windowsHeaders = new Set([40, 52, 56, 108, 124]);
/** OS/2 2, which may leave out what follows the number of bits. */
const isOs2Header = (length: number) => length >= 16 && length <= 64 && !windowsHeaders.has(length);

/** Throws UnusableFile when it makes no sense, or claims more pixels than we take. */
export function readHeader(bytes: Buffer): BmpHeader {
  const at = bmpHeaderStart(bytes) ?? 0;
  const length = at + 4 <= bytes.length ? bytes.readUInt32LE(at) : 0;
  if (length < oldHeaderBytes || bytes.length < at + length) throw damaged();
  const isOld = length === oldHeaderBytes;
  // What a short header leaves out is 0.
  const field = (offset: number) => (offset + 4 <= length ? bytes.readInt32LE(at + offset) : 0);
  const width = isOld ? bytes.readUInt16LE(at + 4) : field(4);
  const signedHeight = isOld ? bytes.readUInt16LE(at + 6) : field(8);
  const height = Math.abs(signedHeight);
  const bitsPerPixel = bytes.readUInt16LE(at + (isOld ? 10 : 14));
  if (width < 1 || height < 1) throw damaged();
  if (width * height > maximumPixels) throw new UnusableFile('too large: more than 268 million pixels');
  const { runs, masksFollow } = readStorage(bitsPerPixel, field(16), isOs2Header(length));
  const colours = readColours(bytes, at, { length, bitsPerPixel, masksFollow, claimedColours: field(32) });
  return { width, height, isTopDown: signedHeight < 0, bitsPerPixel, runs, ...colours };
}

const unreadable = 'a BMP of a kind that cannot be read; save it as PNG';

/** The field `compression`, whose numbers mean other things in OS/2. */
function readStorage(
  bits: number,
  compression: number,
  isOs2: boolean,
): { runs: RunKind | undefined; masksFollow: 0 | 3 | 4 } {
  const isPlain = compression === 0 && [1, 2, 4, 8, 16, 24, 32].includes(bits);
  if (isPlain) return { runs: undefined, masksFollow: 0 };
  if (compression === 1 && bits === 8) return { runs: 8, masksFollow: 0 };
  if (compression === 2 && bits === 4) return { runs: 4, masksFollow: 0 };
  if (compression === 4 && bits === 24 && isOs2) return { runs: 24, masksFollow: 0 };
  if (!isOs2 && (bits === 16 || bits === 32)) {
    if (compression === 3) return { runs: undefined, masksFollow: 3 };
    if (compression === 6) return { runs: undefined, masksFollow: 4 };
  }
  throw new UnusableFile(unreadable);
}

interface ColourFacts {
  length: number;
  bitsPerPixel: number;
  masksFollow: 0 | 3 | 4;
  claimedColours: number;
}

/** Of pixels that are colours themselves when nothing else is said. */
const usualMasks: Readonly<Record<number, Masks>> = {
  16: { red: 0x7c00, green: 0x03e0, blue: 0x001f, alpha: 0 },
  24: { red: 0xff0000, green: 0x00ff00, blue: 0x0000ff, alpha: 0 },
  32: { red: 0xff0000, green: 0x00ff00, blue: 0x0000ff, alpha: 0 },
};
/** Windows 3 has no place for masks in its header: they follow it. Its successors begin with the same fields. */
const fieldsBytes = 40;

function readColours(
  bytes: Buffer,
  at: number,
  { length, bitsPerPixel, masksFollow, claimedColours }: ColourFacts,
): Pick<BmpHeader, 'masks' | 'palette' | 'pixelsAt'> {
  const headerEnd = at + (length === fieldsBytes ? length + masksFollow * 4 : length);
  if (bytes.length < headerEnd) throw damaged();
  // The first header, just before this one, says where the pixels begin; some programs leave it at 0.
  const claimedStart = bytes.readUInt32LE(at - 4);
  if (bitsPerPixel > 8) {
    const mask = (i: number) =>
      at + fieldsBytes + i * 4 + 4 <= headerEnd ? bytes.readUInt32LE(at + fieldsBytes + i * 4) : 0;
    const masks =
      masksFollow === 0
        ? usualMasks[bitsPerPixel]
        : { red: mask(0), green: mask(1), blue: mask(2), alpha: mask(3) };
    return { masks, palette: new Uint8Array(0), pixelsAt: Math.max(claimedStart, headerEnd) };
  }
  const entryBytes = length === oldHeaderBytes ? 3 : 4;
  const most = 2 ** bitsPerPixel;
  const claimed = claimedColours > 0 && claimedColours < most ? claimedColours : most;
  const room = claimedStart > headerEnd ? Math.floor((claimedStart - headerEnd) / entryBytes) : claimed;
  const count = Math.min(claimed, room);
  const entries = bytes.subarray(headerEnd, headerEnd + count * entryBytes);
  // Blue comes first; the fourth byte means nothing.
  const palette = Uint8Array.from(
    { length: count * 3 },
    (_, i) => entries[Math.floor(i / 3) * entryBytes + 2 - (i % 3)],
  );
  return { masks: undefined, palette, pixelsAt: Math.max(claimedStart, headerEnd + count * entryBytes) };
}

const damaged = () => new UnusableFile('damaged or cut off');
