import type { Metadata, Sharp } from 'sharp';

/** Turns values into what libvips shows: value × factor + offset. */
export interface Scale {
  factor: number;
  offset: number;
}

/** So many values are looked at, along a side. */
const sampleSide = 512;
/** Numbers that stand for white in programs: shares of 1, bytes, words of 16 and of 32 bits; signed words. */
const usualWhites = [1, 255, 65_535, 4_294_967_295];
const usualSignedWhites = [1, 255, 32_767];
/** Light above white, as in pictures of high contrast, reaches so many times as far. */
const brightest = 16;

/** Finds out which values are black and white by looking at a part of them, and how they become 0–255. */
export async function findScale(
  open: () => Sharp,
  { depth, space }: Metadata,
  isWhiteZero: boolean,
): Promise<Scale> {
  // libvips counts these in 16 bits, and makes whole numbers from 0 of them before they can be seen.
  const isWide = space === 'grey16' || space === 'rgb16';
  const readings: (Scale | undefined)[] = !isWide
    ? [undefined]
    : depth === 'short'
      ? [{ factor: 1, offset: 32_768 }]
      : [{ factor: 65_535 / brightest, offset: 0 }, undefined];
  let range: Range = { least: 0, most: 0 };
  for (const reading of readings) {
    range = await readRange(open, space, reading);
    if (range.most < brightest) break;
  }
  const { black, white } = blackAndWhite(range, depth === 'short' ? usualSignedWhites : usualWhites);
  const factor = (isWide ? 65_535 : 255) / (white - black);
  return isWhiteZero ? { factor: -factor, offset: white * factor } : { factor, offset: -black * factor };
}

interface Range {
  least: number;
  most: number;
}

async function readRange(
  open: () => Sharp,
  space: string | undefined,
  reading: Scale | undefined,
): Promise<Range> {
  const resized = open().resize(sampleSide, sampleSide, {
    fit: 'inside',
    withoutEnlargement: true,
    kernel: 'nearest',
  });
  const read = reading === undefined ? resized : resized.linear(reading.factor, reading.offset);
  const bytes = await read
    .removeAlpha()
    .toColourspace(space ?? 'b-w')
    .raw({ depth: 'float' })
    .toBuffer();
  const { factor, offset } = reading ?? { factor: 1, offset: 0 };
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < bytes.length; at += 4) {
    const value = (bytes.readFloatLE(at) - offset) / factor;
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { least, most };
}

/**
 * Black is 0 and white one of the numbers that are usual for it, when the values lie in there and fill a good part of it;
 * else they reach from the least to the greatest, as programs for measurements show them.
 */
function blackAndWhite({ least, most }: Range, whites: readonly number[]): { black: number; white: number } {
  if (!(most > least)) return { black: 0, white: whites.find((white) => most <= white) ?? 1 };
  const white =
    most <= brightest ? 1 : whites.find((each) => most <= each * 1.02 && most * brightest >= each);
  // Sharpening goes a little below black.
  return white !== undefined && least >= -0.1 * white ? { black: 0, white } : { black: least, white: most };
}
