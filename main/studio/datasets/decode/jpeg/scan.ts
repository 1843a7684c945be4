import type { Component } from './frame.ts';
import type { BitReader, HuffmanTable } from './huffman.ts';

/** What a scan brings: a band of coefficients of some components, to a precision (T.81, B.2.3 and G.1). */
export interface Scan {
  isProgressive: boolean;
  components: ScanComponent[];
  firstCoefficient: number;
  lastCoefficient: number;
  /** Whether it adds a bit to coefficients that came before. */
  isRefinement: boolean;
  /** How far its coefficients are shifted to the right. */
  shift: number;
}

export interface ScanComponent extends Component {
  dcTable: HuffmanTable | undefined;
  acTable: HuffmanTable | undefined;
  /** What 1 in this scan stands for, by coefficient in zigzag order. */
  steps: Float64Array;
  /** Square of the greatest length that a block can have, as a vector of coefficients. */
  longest: number;
  /** Which coefficients are not 0, 64 bits a block; empty when no later scan asks. */
  history: Uint32Array;
  /** Blocks in a row of `history`. */
  stride: number;
}

/**
 * Reads the blocks of one scan in their order, only to see that they are there and can be: every code is known, nothing lies
 * beyond the 64th coefficient, no block has more contrast than a picture of eight bits.
 */
export class BlockReader {
  readonly #scan: Scan;
  /** The mean of the last block of each component. */
  readonly #means: number[];
  /** Square of the length of the block that is being read. */
  #length = 0;
  /** Blocks to come in which the band has nothing new. */
  #emptyBlocks = 0;

  constructor(scan: Scan) {
    this.#scan = scan;
    this.#means = scan.components.map(() => 0);
  }

  /** After a restart marker everything begins anew. */
  restart(): void {
    this.#means.fill(0);
    this.#emptyBlocks = 0;
  }

  /** Reads a block of the component at `place`; false when no encoder writes what is found. */
  read(bits: BitReader, place: number, row: number, column: number): boolean {
    const { isProgressive, components, firstCoefficient, isRefinement } = this.#scan;
    const component = components[place];
    this.#length = 0;
    if (!isProgressive) return this.#readMean(bits, place) && this.#readBand(bits, component, 1, -1);
    if (firstCoefficient === 0) {
      if (!isRefinement) return this.#readMean(bits, place);
      bits.skip(1);
      return true;
    }
    const block = (row * component.stride + column) * 64;
    return isRefinement
      ? this.#refineBand(bits, component, block)
      : this.#readBand(bits, component, firstCoefficient, block);
  }

  #readMean(bits: BitReader, place: number): boolean {
    const component = this.#scan.components[place];
    const size = component.dcTable === undefined ? -1 : bits.symbol(component.dcTable);
    if (size < 0 || size > 11) return false;
    this.#means[place] += signed(bits.bits(size), size);
    return this.#canHave(component, 0, this.#means[place]);
  }

  /** T.81, F.2.2.2; of a progressive picture (`block` ≥ 0) G.1.2.2. */
  #readBand(bits: BitReader, component: ScanComponent, first: number, block: number): boolean {
    const { acTable, history } = component;
    const last = this.#scan.lastCoefficient;
    if (acTable === undefined) return false;
    if (this.#emptyBlocks > 0) {
      this.#emptyBlocks -= 1;
      return true;
    }
    for (let k = first; k <= last; k++) {
      const symbol = bits.symbol(acTable);
      const run = symbol >> 4;
      const size = symbol & 15;
      if (symbol < 0) return false;
      if (size === 0 && run < 15) {
        if (block < 0) return run === 0;
        this.#emptyBlocks = (1 << run) - 1 + bits.bits(run);
        return true;
      }
      k += run;
      if (k > last) return false;
      if (size === 0) continue;
      if (!this.#canHave(component, k, signed(bits.bits(size), size))) return false;
      if (block >= 0) set(history, block + k);
    }
    return true;
  }

  /** T.81, G.1.2.3: coefficients that are not 0 get one more bit each, between the codes of new ones. */
  #refineBand(bits: BitReader, { acTable, history }: ScanComponent, block: number): boolean {
    const { firstCoefficient, lastCoefficient: last } = this.#scan;
    if (acTable === undefined) return false;
    let k = firstCoefficient;
    for (; this.#emptyBlocks === 0 && k <= last; k++) {
      const symbol = bits.symbol(acTable);
      const size = symbol & 15;
      let run = symbol >> 4;
      if (symbol < 0 || size > 1) return false;
      if (size === 0 && run < 15) {
        this.#emptyBlocks = (1 << run) + bits.bits(run);
        break;
      }
      bits.skip(size);
      for (; k <= last; k++) {
        if (isSet(history, block + k)) bits.skip(1);
        else if (run-- === 0) break;
      }
      if (size === 0) continue;
      if (k > last) return false;
      set(history, block + k);
    }
    if (this.#emptyBlocks === 0) return true;
    for (; k <= last; k++) if (isSet(history, block + k)) bits.skip(1);
    this.#emptyBlocks -= 1;
    return true;
  }

  #canHave({ steps, longest }: ScanComponent, k: number, value: number): boolean {
    const coefficient = value * steps[k];
    this.#length += coefficient * coefficient;
    return this.#length <= longest;
  }
}

/** T.81, F.2.2.1: of the values of a size the lower half is negative. */
const signed = (value: number, size: number) => (value < (1 << size) >> 1 ? value - (1 << size) + 1 : value);

const isSet = (bits: Uint32Array, at: number) => ((bits[at >>> 5] >>> (at & 31)) & 1) === 1;

function set(bits: Uint32Array, at: number): void {
  bits[at >>> 5] |= 1 << (at & 31);
}
