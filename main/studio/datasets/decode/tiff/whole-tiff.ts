import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { UnusableFile } from '../../sources/unusable-file.ts';
import { wholeJpeg } from '../jpeg/whole-jpeg.ts';
import { countLzwValues } from '../lzw.ts';
import { type Directory, tags, tagValue } from './directories.ts';

/**
 * Throws UnusableFile when a strip or a tile of a TIFF picture is missing or damaged, as far as its compression lets that be
 * seen: libtiff often goes on with what it has. Old and rare compressions are left to it.
 */
export async function assertWholeTiff(bytes: Buffer, directory: Directory): Promise<void> {
  const compression = tagValue(directory, tags.compression, compressions.none);
  const isTiled = directory.values.has(tags.tileOffsets);
  const offsets = directory.values.get(isTiled ? tags.tileOffsets : tags.stripOffsets) ?? [];
  const lengths = directory.values.get(isTiled ? tags.tileByteCounts : tags.stripByteCounts) ?? [];
  const sizes = partSizes(directory, isTiled);
  for (const [i, offset] of offsets.entries()) {
    const length = lengths[i];
    // Some programs leave the lengths out, and libtiff finds a way.
    if (length === undefined) return;
    if (offset + length > bytes.length) throw damaged();
    const part = bytes.subarray(offset, offset + length);
    if (!(await isWhole(part, compression, sizes(i), directory))) throw damaged();
  }
}

const compressions = { none: 1, lzw: 5, jpeg: 7, deflate: 8, oldDeflate: 32_946, packbits: 32_773 } as const;

async function isWhole(
  part: Buffer,
  compression: number,
  size: number,
  directory: Directory,
): Promise<boolean> {
  if (compression === compressions.none) return part.length >= size;
  if (compression === compressions.lzw) return isWholeLzw(part, size);
  if (compression === compressions.packbits) return isWholePackbits(part, size);
  if (compression === compressions.jpeg) return isWholeJpeg(part, directory);
  return compression === compressions.deflate || compression === compressions.oldDeflate
    ? isWholeDeflate(part, size)
    : true;
}

/** Bytes that the strip or tile of a number unpacks to. */
function partSizes(directory: Directory, isTiled: boolean): (part: number) => number {
  const width = tagValue(directory, tags.width, 0);
  const height = tagValue(directory, tags.height, 0);
  const isPlanar = tagValue(directory, tags.planarConfiguration, 1) === 2;
  const samples = isPlanar ? 1 : tagValue(directory, tags.samplesPerPixel, 1);
  const bits = samples * tagValue(directory, tags.bitsPerSample, 1);
  const isSubsampled =
    tagValue(directory, tags.photometric, 1) === 6 &&
    tagValue(directory, tags.compression, 1) !== compressions.jpeg;
  // Chrominance in fewer places takes less than its samples say.
  if (isSubsampled) return () => 0;
  if (isTiled) {
    const rowBytes = Math.ceil((tagValue(directory, tags.tileWidth, 0) * bits) / 8);
    return () => rowBytes * tagValue(directory, tags.tileHeight, 0);
  }
  const rowBytes = Math.ceil((width * bits) / 8);
  const rows = Math.min(height, tagValue(directory, tags.rowsPerStrip, height));
  const strips = rows > 0 ? Math.ceil(height / rows) : 1;
  return (part) => rowBytes * (part % strips === strips - 1 ? height - rows * (strips - 1) : rows);
}

/** Before TIFF 6.0 some wrote codes from the lowest bit; those are left to libtiff. */
const isWholeLzw = (part: Buffer, size: number) =>
  (part[0] === 0 && (part[1] & 1) === 1) ||
  countLzwValues(part, { valueBits: 8, isLowFirst: false, isEarly: true }, size) === size;

/** The checksum at the end says whether it is what was packed; a file that ends early has lost it. */
async function isWholeDeflate(part: Buffer, size: number): Promise<boolean> {
  try {
    return (await promisify(inflate)(part, { maxOutputLength: size * 2 + 1024 })).length >= size;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

/** A count below 128 is followed by one byte more than it says; above it one is repeated (TIFF 6.0, section 9). */
function isWholePackbits(part: Buffer, size: number): boolean {
  let count = 0;
  let at = 0;
  while (count < size && at < part.length) {
    const head = part[at];
    if (head < 128) {
      count += Math.min(head + 1, part.length - at - 1);
      at += head + 2;
    } else {
      if (head > 128 && at + 1 < part.length) count += 257 - head;
      at += head > 128 ? 2 : 1;
    }
  }
  return count === size;
}

/** Tables that all parts share stand in a tag; a part may be without. */
async function isWholeJpeg(part: Buffer, directory: Directory): Promise<boolean> {
  const tables = Buffer.from(directory.values.get(tags.jpegTables) ?? []);
  const before = tables.length > 4 ? tables.subarray(0, -2) : part.subarray(0, 2);
  try {
    await wholeJpeg(Buffer.concat([before, part.subarray(2)]));
    return true;
  } catch (error) {
    if (error instanceof UnusableFile) return false;
    throw error;
  }
}

const damaged = () => new UnusableFile('damaged or cut off');
