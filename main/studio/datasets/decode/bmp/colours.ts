import type { Masks } from './header.ts';
import type { Rows } from './run-lengths.ts';

/** Writes the colours of a row that begins at `from`, as red, green and blue. */
export type WriteRow = (from: number, target: Uint8Array) => void;

/** Pixels that are numbers of colours, the first in the highest bits of a byte. Colours that are not there are black. */
export function paletteColours(
  palette: Uint8Array,
  { bytes, bitsPerPixel: bits }: Rows,
  width: number,
): WriteRow {
  const perByte = 8 / bits;
  const mask = 2 ** bits - 1;
  return (from, target) => {
    for (let x = 0; x < width; x++) {
      const shift = 8 - bits * (1 + (x % perByte));
      const colour = (bytes[from + Math.floor(x / perByte)] >> shift) & mask;
      for (let c = 0; c < 3; c++) target[x * 3 + c] = palette[colour * 3 + c] ?? 0;
    }
  };
}

/** Pixels that are colours. Programs that know nothing of transparency leave it 0 everywhere, which then means nothing. */
export function maskedColours(masks: Masks, rows: Rows, width: number, height: number): WriteRow {
  const channels = [masks.red, masks.green, masks.blue].map(channelOf);
  const alpha = channelOf(masks.alpha);
  const bytesPerPixel = rows.bitsPerPixel / 8;
  const read = (at: number) => rows.bytes.readUIntLE(at, bytesPerPixel);
  const isTransparent = masks.alpha !== 0 && hasAny(rows, width, height, (at) => alpha(read(at)) > 0);
  return (from, target) => {
    for (let x = 0; x < width; x++) {
      const pixel = read(from + x * bytesPerPixel);
      const opacity = isTransparent ? alpha(pixel) / 255 : 1;
      for (let c = 0; c < 3; c++) {
        target[x * 3 + c] = Math.round(255 + (channels[c](pixel) - 255) * opacity);
      }
    }
  };
}

/** The bits of a mask, of which all set are 255. */
function channelOf(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return (pixel) => Math.round((((pixel & mask) >>> shift) * 255) / most);
}

function hasAny(
  { rowBytes, bitsPerPixel }: Rows,
  width: number,
  height: number,
  test: (at: number) => boolean,
): boolean {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (test(y * rowBytes + (x * bitsPerPixel) / 8)) return true;
  }
  return false;
}
