import { Yielder } from '../../../base/yielder.ts';
import type { Pixels } from '../../../pictures/pixels.ts';
import { UnusableFile } from '../../sources/unusable-file.ts';
import { maskedColours, paletteColours } from './colours.ts';
import { type BmpHeader, readHeader } from './header.ts';
import { type Rows, unpackRuns } from './run-lengths.ts';

/**
 * Decodes a BMP picture of any kind that Windows and OS/2 write, but for those that hold a JPEG, a PNG or a fax; transparent
 * parts are on white. About 30 ms a million pixels, in which others have their turn. Throws UnusableFile.
 */
export async function decodeBmp(bytes: Buffer): Promise<Pixels> {
  const header = readHeader(bytes);
  const { width, height, runs, masks, palette } = header;
  const rows = runs === undefined ? plainRows(header, bytes) : unpackRuns(header, runs, bytes);
  const write =
    masks === undefined ? paletteColours(palette, rows, width) : maskedColours(masks, rows, width, height);
  const data = new Uint8Array(width * height * 3);
  const yielder = new Yielder();
  for (let y = 0; y < height; y++) {
    await yielder.yieldIfDue();
    const row = header.isTopDown ? y : height - 1 - y;
    write(row * rows.rowBytes, data.subarray(y * width * 3, (y + 1) * width * 3));
  }
  return { width, height, channels: 3, data };
}

/** Each row begins at a multiple of four bytes; behind the last one nothing need follow. */
function plainRows({ width, height, bitsPerPixel, pixelsAt }: BmpHeader, bytes: Buffer): Rows {
  const rowBytes = Math.ceil((width * bitsPerPixel) / 32) * 4;
  const needed = rowBytes * (height - 1) + Math.ceil((width * bitsPerPixel) / 8);
  if (bytes.length - pixelsAt < needed) throw new UnusableFile('damaged or cut off');
  return { bytes: bytes.subarray(pixelsAt), bitsPerPixel, rowBytes };
}
