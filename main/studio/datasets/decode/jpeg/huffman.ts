/** Codes by their first sixteen bits: the length of the code × 256 + its symbol; 0 where there is no such code. */
export type HuffmanTable = Uint16Array;

/** Reads the tables of a DHT segment (ITU-T T.81, B.2.4.2) into their places: class × 4 + number. */
export function readHuffmanTables(payload: Buffer, tables: (HuffmanTable | undefined)[]): boolean {
  let at = 0;
  while (at < payload.length) {
    if (at + 17 > payload.length) return false;
    const place = (payload[at] >> 4) * 4 + (payload[at] & 15);
    const counts = payload.subarray(at + 1, at + 17);
    const symbolCount = counts.reduce((sum, count) => sum + count, 0);
    const table = buildTable(counts, payload.subarray(at + 17, at + 17 + symbolCount));
    if (place > 7 || table === undefined) return false;
    tables[place] = table;
    at += 17 + symbolCount;
  }
  return true;
}

/** Undefined when there are more codes of a length than bits allow, or fewer symbols than codes. */
function buildTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable | undefined {
  const table = new Uint16Array(2 ** 16);
  let next = 0;
  let from = 0;
  for (const [i, count] of counts.entries()) {
    const length = i + 1;
    const width = 2 ** (16 - length);
    for (let n = 0; n < count; n++) {
      if (next >= symbols.length || from + width > table.length) return undefined;
      table.fill((length << 8) | symbols[next++], from, from + width);
      from += width;
    }
  }
  return table;
}

/** Bits of entropy-coded data, the highest of each byte first. */
export class BitReader {
  /** Followed by at least four bytes that do not count. */
  readonly #bytes: Uint8Array;
  readonly #bitCount: number;
  #position = 0;

  private constructor(bytes: Uint8Array, length: number) {
    this.#bytes = bytes;
    this.#bitCount = length * 8;
  }

  /** Leaves out the 0 behind each 0xFF that is data, and each 0xFF that only fills. */
  static ofScanData(data: Buffer): BitReader {
    const bytes = new Uint8Array(data.length + 4);
    let length = 0;
    let from = 0;
    for (let at = data.indexOf(0xff); at !== -1; at = data.indexOf(0xff, from)) {
      const isData = data[at + 1] === 0;
      const until = isData ? at + 1 : at;
      bytes.set(data.subarray(from, until), length);
      length += until - from;
      from = isData ? at + 2 : at + 1;
    }
    bytes.set(data.subarray(from), length);
    return new BitReader(bytes, length + data.length - from);
  }

  /** True when more bits were taken than there are. */
  get isShort(): boolean {
    return this.#position > this.#bitCount;
  }

  /** Takes a code and returns its symbol; −1 when there is no such code. */
  symbol(table: HuffmanTable): number {
    const found = table[this.#peek()];
    if (found === 0) return -1;
    this.#position += found >> 8;
    return found & 255;
  }

  skip(count: number): void {
    this.#position += count;
  }

  /** The next bits as a number, 16 at most. */
  bits(count: number): number {
    const value = this.#peek() >>> (16 - count);
    this.#position += count;
    return value;
  }

  /** Sixteen bits; beyond the end they mean nothing, and `isShort` tells. */
  #peek(): number {
    const at = Math.min(this.#position >>> 3, this.#bytes.length - 4);
    const word = (this.#bytes[at] << 16) | (this.#bytes[at + 1] << 8) | this.#bytes[at + 2];
    return (word >>> (8 - (this.#position & 7))) & 0xffff;
  }
}
