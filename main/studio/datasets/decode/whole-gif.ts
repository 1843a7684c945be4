import { textAt } from '../sources/marks.ts';
import { UnusableFile } from '../sources/unusable-file.ts';
import { countLzwValues } from './lzw.ts';

export const isGif = (bytes: Uint8Array): boolean => /^GIF8[79]a/.test(textAt(bytes, 0, 6));

/**
 * Throws UnusableFile when pixels of the first picture of a GIF are missing or damaged (GIF89a specification): its decoder
 * leaves them as they were, and says nothing when the rest of a file was never written.
 */
export function assertWholeGif(bytes: Buffer): void {
  if (bytes.length < 13) throw damaged();
  let at = 13 + tableBytes(bytes[10]);
  while (bytes[at] === blocks.extension) at = subBlocks(bytes, at + 2).end;
  if (bytes[at] !== blocks.picture) throw damaged();
  assertWholePicture(bytes, at);
}

const blocks = { extension: 0x21, picture: 0x2c } as const;

/** A table of colours follows when the highest bit is set, of 2 to 256 colours by the lowest three. */
const tableBytes = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

function assertWholePicture(bytes: Buffer, at: number): void {
  if (at + 10 > bytes.length) throw damaged();
  const pixels = bytes.readUInt16LE(at + 5) * bytes.readUInt16LE(at + 7);
  const dataAt = at + 10 + tableBytes(bytes[at + 9]);
  const valueBits = bytes[dataAt];
  if (!(valueBits >= 1 && valueBits <= 8)) throw damaged();
  const { data } = subBlocks(bytes, dataAt + 1);
  const count = countLzwValues(data, { valueBits, isLowFirst: true, isEarly: false }, pixels);
  if (count !== pixels) throw damaged();
}

/** Pieces of up to 255 bytes, each behind its length; one of none is the last. */
function subBlocks(bytes: Buffer, from: number): { data: Buffer; end: number } {
  const pieces: Buffer[] = [];
  let at = from;
  while (at < bytes.length && bytes[at] > 0) {
    pieces.push(bytes.subarray(at + 1, at + 1 + bytes[at]));
    at += 1 + bytes[at];
  }
  return { data: Buffer.concat(pieces), end: at + 1 };
}

const damaged = () => new UnusableFile('damaged or cut off');
