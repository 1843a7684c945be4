import { Yielder } from '../../base/yielder.ts';
import { signatureCorrelation } from './perceptual-hash.ts';

export interface Hashed {
  index: number;
  /** 64 bits as 16 hexadecimal digits. */
  hash: string;
  signature: Uint8Array;
}

/**
 * Hashes that differ in more bits are different pictures. Of 20 photos and their thumbnails some differ in 10 bits; of 280,000
 * pairs of different photos none that is as alike otherwise differs in 12 or less.
 */
export const maximumDistance = 11;
/** Two faces of one photo differ less than two photos of one person. */
const sameFaceCosine = 0.9;
/** Correlation of the 16×16 pictures; higher where there are no faces to compare. */
const faceCorrelation = 0.95;
const plainCorrelation = 0.985;

const bands = 4;
const bitsPerBand = 16;
/** A signature is 16×16; its outline is the means of its 2×2 blocks. */
const signatureSide = 16;
const blockSide = 2;
const outlineSide = signatureSide / blockSide;
const outlineLength = outlineSide ** 2;
/** For what single precision loses. */
const tolerance = 1e-4;
/** Square of how far apart standardised signatures may lie that still correlate enough. */
const furthestApart = 2 - 2 * faceCorrelation + 2 * tolerance;

/**
 * Groups of almost the same pictures, by item number, each with the lowest first. Pictures whose hashes differ in at most 11
 * of 64 bits agree in at least one of four bands up to two bits, so that looking up each band and its neighbours finds all of
 * them. Digits and other pictures with plain edges crowd into few bands; then looking at all that follow is
 * less work. Likeness of the pictures, and of the faces where there are any, confirms. Every member is like the first of
 * its group.
 */
export async function findNearDuplicates(
  items: readonly Hashed[],
  cosine: (a: number, b: number) => number | undefined,
): Promise<number[][]> {
  const codes = items.map(({ hash }) => toBands(hash));
  const high = Int32Array.from(codes, ([first, second]) => (first << 16) | second);
  const low = Int32Array.from(codes, ([, , third, fourth]) => (third << 16) | fourth);
  const yielder = new Yielder();
  const outlines = await outlinesOf(items, yielder);
  const indices = Array.from({ length: bands }, (_, band) => indexBand(codes, band));
  const places = Uint32Array.from(codes.keys());
  const grouped = new Uint8Array(items.length);
  const groups: number[][] = [];
  for (const [place, code] of codes.entries()) {
    if (grouped[place] === 1) continue;
    await yielder.yieldIfDue();
    const members: number[] = [];
    for (const { list, from, to } of shortest(probe(indices, code), {
      list: places,
      from: place + 1,
      to: items.length,
    })) {
      for (let i = from; i < to; i++) {
        const other = list[i];
        if (other <= place || grouped[other] === 1) continue;
        const bits = bitCount(high[place] ^ high[other]) + bitCount(low[place] ^ low[other]);
        if (bits > maximumDistance) continue;
        const bound = correlationBound(outlines, place, other);
        if (!(bound >= faceCorrelation) || !isSame(items[place], items[other], bound, cosine)) continue;
        grouped[other] = 1;
        members.push(other);
      }
    }
    if (members.length === 0) continue;
    members.sort((a, b) => a - b);
    groups.push([items[place].index, ...members.map((member) => items[member].index)]);
  }
  return groups;
}

/** Groups of pictures with equal contents, by item number, each with the lowest first. */
export function findExactDuplicates(items: readonly { index: number; pixelHash: string }[]): number[][] {
  const byHash = Map.groupBy(items, ({ pixelHash }) => pixelHash);
  return [...byHash.values()]
    .filter((group) => group.length > 1)
    .map((group) => group.map(({ index }) => index));
}

function isSame(
  a: Hashed,
  b: Hashed,
  bound: number,
  cosine: (a: number, b: number) => number | undefined,
): boolean {
  const faces = cosine(a.index, b.index);
  if (faces !== undefined && faces < sameFaceCosine) return false;
  const needed = faces === undefined ? plainCorrelation : faceCorrelation;
  return bound >= needed && signatureCorrelation(a.signature, b.signature) >= needed;
}

/**
 * The signatures correlate at most by this, or surely not enough. Standardised signatures (mean 0, length 1) with correlation r lie √(2 − 2r)
 * apart, and their block means, scaled to be a projection, never lie further apart than they do.
 */
function correlationBound(outlines: Float32Array, a: number, b: number): number {
  let apart = 0;
  for (let i = 0; i < outlineLength && apart <= furthestApart; i++) {
    const difference = outlines[a * outlineLength + i] - outlines[b * outlineLength + i];
    apart += difference * difference;
  }
  return 1 - apart / 2 + tolerance;
}

/** Block means of the standardised signatures, times the side of a block; a flat signature, which resembles nothing, gives NaN. */
async function outlinesOf(items: readonly Hashed[], yielder: Yielder): Promise<Float32Array> {
  const outlines = new Float32Array(items.length * outlineLength);
  for (const [place, { signature }] of items.entries()) {
    await yielder.yieldIfDue();
    let sum = 0;
    let squares = 0;
    for (const value of signature) {
      sum += value;
      squares += value * value;
    }
    const mean = sum / signature.length;
    const spread = squares - sum * mean;
    const first = place * outlineLength;
    if (spread === 0) {
      outlines.fill(Number.NaN, first, first + outlineLength);
      continue;
    }
    const scale = 1 / (blockSide * Math.sqrt(spread));
    for (let i = 0; i < signature.length; i++) {
      const row = Math.floor(i / signatureSide / blockSide);
      const column = Math.floor((i % signatureSide) / blockSide);
      outlines[first + row * outlineSide + column] += (signature[i] - mean) * scale;
    }
  }
  return outlines;
}

const toBands = (hash: string): number[] =>
  Array.from({ length: bands }, (_, band) => Number.parseInt(hash.slice(band * 4, band * 4 + 4), 16));

/** Places sorted by their code in one band; those of a code lie from `starts[code]` up to `starts[code + 1]`. */
interface BandIndex {
  list: Uint32Array;
  starts: Uint32Array;
}

/** Part of a list of places. */
interface Range {
  list: Uint32Array;
  from: number;
  to: number;
}

function indexBand(codes: readonly number[][], band: number): BandIndex {
  const starts = new Uint32Array(2 ** bitsPerBand + 1);
  for (const code of codes) starts[code[band] + 1] += 1;
  for (let code = 1; code < starts.length; code++) starts[code] += starts[code - 1];
  const next = starts.slice();
  const list = new Uint32Array(codes.length);
  for (const [place, code] of codes.entries()) list[next[code[band]]++] = place;
  return { list, starts };
}

/** What is to be changed in the code of a band to reach all that differ in at most two bits of it. */
const nearBy: readonly number[] = Array.from({ length: bitsPerBand }, (_, first) => 1 << first).flatMap(
  (bit, first, bits) => [bit, ...bits.slice(first + 1).map((other) => bit | other)],
);

/** Everything within `maximumDistance` is in at least one of these; a place may be in several. */
function probe(indices: readonly BandIndex[], code: readonly number[]): Range[] {
  const found: Range[] = [];
  for (const [band, { list, starts }] of indices.entries()) {
    const look = (near: number) => {
      if (starts[near] < starts[near + 1]) found.push({ list, from: starts[near], to: starts[near + 1] });
    };
    look(code[band]);
    for (const change of nearBy) look(code[band] ^ change);
  }
  return found;
}

/** What the bands found, or all that follow when those are fewer. */
function shortest(found: readonly Range[], rest: Range): readonly Range[] {
  const size = found.reduce((sum, { from, to }) => sum + to - from, 0);
  return size < rest.to - rest.from ? found : [rest];
}

/** Number of ones in 32 bits (Warren, Hacker's Delight, 5-1). */
function bitCount(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
