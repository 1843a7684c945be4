/** How a format writes its codes (Welch 1984). */
export interface LzwKind {
  /** Bits of a value; a code has one more at the start. */
  valueBits: number;
  /** GIF fills bytes from the lowest bit, TIFF from the highest. */
  isLowFirst: boolean;
  /** TIFF makes codes longer one code earlier than it must. */
  isEarly: boolean;
}

const longestCode = 12;

/**
 * How many values a stream of codes unpacks to, at most `enough`; undefined when it has a code that cannot be. Only lengths are
 * kept: a code stands for the string before it and one value more.
 */
export function countLzwValues(data: Uint8Array, kind: LzwKind, enough: number): number | undefined {
  const { valueBits, isLowFirst, isEarly } = kind;
  const clear = 1 << valueBits;
  const end = clear + 1;
  const lengths = new Uint32Array(1 << longestCode).fill(1, 0, clear);
  let next = end + 1;
  let codeBits = valueBits + 1;
  let previous = -1;
  let count = 0;
  for (let position = 0; count < enough && position + codeBits <= data.length * 8; ) {
    const code = isLowFirst ? readLow(data, position, codeBits) : readHigh(data, position, codeBits);
    position += codeBits;
    if (code === end) break;
    if (code === clear) {
      next = end + 1;
      codeBits = valueBits + 1;
      previous = -1;
      continue;
    }
    // A code may stand for what it is about to become: the string before it and its first value once more.
    const isNew = code === next && previous >= 0;
    if (!isNew && code >= Math.max(clear, next)) return undefined;
    if (previous >= 0 && next < lengths.length) lengths[next++] = lengths[previous] + 1;
    else if (isNew) return undefined;
    count += lengths[code];
    previous = code;
    if (next + (isEarly ? 1 : 0) >= 1 << codeBits && codeBits < longestCode) codeBits += 1;
  }
  return Math.min(count, enough);
}

function readLow(data: Uint8Array, position: number, count: number): number {
  const at = position >>> 3;
  const word = data[at] | ((data[at + 1] ?? 0) << 8) | ((data[at + 2] ?? 0) << 16);
  return (word >>> (position & 7)) & ((1 << count) - 1);
}

function readHigh(data: Uint8Array, position: number, count: number): number {
  const at = position >>> 3;
  const word = (data[at] << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
  return (word >>> (24 - (position & 7) - count)) & ((1 << count) - 1);
}
