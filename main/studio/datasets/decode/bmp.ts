import { decode } from 'bmp-ts';
import type { Pixels } from '../../pictures/pixels.ts';
import { maximumPixels } from '../sources/limits.ts';
import { UnusableFile } from '../sources/unusable-file.ts';

export const isBmp = (bytes: Uint8Array) => bytes[0] === 0x42 && bytes[1] === 0x4d;

/** Decodes a BMP picture; its transparency, which few programs mean, is left aside. Throws UnusableFile. */
export function decodeBmp(bytes: Buffer): Pixels {
  if (bytes.length < 26) throw new UnusableFile('damaged or cut off');
  // The oldest kind of header has sizes of 16 bits; a negative height means rows from top to bottom.
  const isOld = bytes.readUInt32LE(14) === 12;
  const width = isOld ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  const height = Math.abs(isOld ? bytes.readUInt16LE(20) : bytes.readInt32LE(22));
  if (width < 1 || height < 1) throw new UnusableFile('damaged or cut off');
  if (width * height > maximumPixels) throw new UnusableFile('too large: more than 268 million pixels');
  const bitsPerPixel = bytes.readUInt16LE(isOld ? 24 : 28);
  const isCompressed = !isOld && bytes.readUInt32LE(30) % 3 !== 0;
  // Two bytes make a run of at most 255 pixels.
  const fewestBytes = isCompressed ? (width * height) / 128 : (width * height * bitsPerPixel) / 8;
  if (bytes.length < fewestBytes) throw new UnusableFile('damaged or cut off');
  try {
    const { data } = decode(bytes, { toRGBA: true });
    const rgb = new Uint8Array(width * height * 3);
    for (let i = 0; i < width * height; i++) for (let c = 0; c < 3; c++) rgb[i * 3 + c] = data[i * 4 + c];
    return { width, height, channels: 3, data: rgb };
  } catch (cause) {
    throw new UnusableFile('damaged or cut off', { cause });
  }
}
