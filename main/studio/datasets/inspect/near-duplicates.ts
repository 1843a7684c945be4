import { signatureCorrelation } from './perceptual-hash.ts';

export interface Hashed {
  index: number;
  /** 64 bits as 16 hexadecimal digits. */
  hash: string;
  signature: Uint8Array;
}

/** Hashes that differ in more bits are different pictures. */
export const maximumDistance = 7;
/** Two faces of one photo differ less than two photos of one person. */
const sameFaceCosine = 0.9;
/** Correlation of the 16×16 pictures; higher where there are no faces to compare. */
const faceCorrelation = 0.95;
const plainCorrelation = 0.985;

const bands = 4;
const bitsPerBand = 16;

/**
 * Groups of almost the same pictures, by item number, each with the lowest first. Pictures whose hashes differ in at most 7
 * of 64 bits agree in at least one of four bands up to one bit, so that looking up each band and its sixteen neighbours
 * finds all of them; likeness of the pictures, and of the faces where there are any, confirms. Every member is like the
 * first of its group.
 */
export function findNearDuplicates(
  items: readonly Hashed[],
  cosine: (a: number, b: number) => number | undefined,
): number[][] {
  const codes = items.map(({ hash }) => toBands(hash));
  const buckets = Array.from({ length: bands }, () => new Map<number, number[]>());
  const grouped = new Uint8Array(items.length);
  const groups: number[][] = [];
  for (const [place, code] of codes.entries()) {
    for (let band = 0; band < bands; band++) {
      const bucket = buckets[band].get(code[band]);
      if (bucket === undefined) buckets[band].set(code[band], [place]);
      else bucket.push(place);
    }
  }
  for (const [place, code] of codes.entries()) {
    if (grouped[place] === 1) continue;
    const members = candidates(buckets, code)
      .filter((other) => other > place && grouped[other] === 0)
      .filter((other) => distance(code, codes[other]) <= maximumDistance)
      .filter((other) => isSame(items[place], items[other], cosine));
    if (members.length === 0) continue;
    for (const member of members) grouped[member] = 1;
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

function isSame(a: Hashed, b: Hashed, cosine: (a: number, b: number) => number | undefined): boolean {
  const likeness = signatureCorrelation(a.signature, b.signature);
  if (likeness < faceCorrelation) return false;
  const faces = cosine(a.index, b.index);
  return faces === undefined ? likeness >= plainCorrelation : faces >= sameFaceCosine;
}

const toBands = (hash: string): number[] =>
  Array.from({ length: bands }, (_, band) => Number.parseInt(hash.slice(band * 4, band * 4 + 4), 16));

/** Places in ascending order, each once. */
function candidates(buckets: readonly Map<number, number[]>[], code: readonly number[]): number[] {
  const found = new Set<number>();
  for (let band = 0; band < bands; band++) {
    for (const place of buckets[band].get(code[band]) ?? []) found.add(place);
    for (let bit = 0; bit < bitsPerBand; bit++) {
      for (const place of buckets[band].get(code[band] ^ (1 << bit)) ?? []) found.add(place);
    }
  }
  return [...found].sort((a, b) => a - b);
}

export function distance(a: readonly number[], b: readonly number[]): number {
  let bits = 0;
  for (let band = 0; band < bands; band++) {
    for (let rest = a[band] ^ b[band]; rest !== 0; rest &= rest - 1) bits += 1;
  }
  return bits;
}
