import type { KernelForm } from '../../../../contract/gradient-kernels.ts';

/**
 * How a workgroup shares out its part of a product: sizes that any WebGPU device allows. Where it goes through the memory of
 * workgroups, no invocation loads more than one block of four by four of each factor at a time, since the time that drivers
 * take to compile grows faster than the code.
 */
export interface Tile {
  /** Invocations along columns and along rows; 256 at most. */
  threads: readonly [across: number, down: number];
  /** Of the product, for each invocation; multiples of 4 where it goes through the memory of workgroups. */
  rows: number;
  columns: number;
  /** Terms that are in the workgroup's memory at a time, a multiple of 4; 1 without that memory. */
  depth: number;
}

/**
 * The tile that computes least beside the product, since what hangs over its edges is thrown away; of equal ones the first.
 */
export function tileFor(rows: number, columns: number, form: KernelForm): Tile {
  const cost = (tile: RatedTile) =>
    padded(rows, rowsOf(tile)) * padded(columns, columnsOf(tile)) * tile.effort;
  const [best] = tilings[form].toSorted((a, b) => cost(a) - cost(b));
  return best;
}

/** Rows of a product that a workgroup computes. */
export const rowsOf = ({ threads, rows }: Tile): number => threads[1] * rows;

/** Columns of a product that a workgroup computes. */
export const columnsOf = ({ threads, columns }: Tile): number => threads[0] * columns;

const padded = (count: number, multiple: number): number => Math.ceil(count / multiple) * multiple;

interface RatedTile extends Tile {
  /** The time of a multiplication relative to the first tile's: a narrow tile loads more numbers for each product. */
  effort: number;
}

const tilings: Readonly<Record<KernelForm, readonly RatedTile[]>> = {
  /** 64 invocations each; rated on SwiftShader, on layers of `standard-64`. */
  tiles: [
    { threads: [8, 8], rows: 8, columns: 8, depth: 16, effort: 1 },
    { threads: [4, 16], rows: 8, columns: 12, depth: 8, effort: 1.1 },
    { threads: [4, 16], rows: 8, columns: 8, depth: 8, effort: 1.3 },
    { threads: [2, 32], rows: 4, columns: 8, depth: 8, effort: 1.8 },
    { threads: [1, 64], rows: 4, columns: 4, depth: 4, effort: 3.7 },
  ],
  /** 256 invocations each; rated by the numbers that they load for a multiplication, as no card was there to time them. */
  'wide-tiles': [
    { threads: [16, 16], rows: 8, columns: 8, depth: 16, effort: 1 },
    { threads: [8, 32], rows: 8, columns: 8, depth: 8, effort: 1.1 },
    { threads: [16, 16], rows: 4, columns: 4, depth: 16, effort: 1.6 },
    { threads: [4, 64], rows: 4, columns: 8, depth: 8, effort: 1.9 },
    { threads: [4, 64], rows: 4, columns: 4, depth: 8, effort: 2.5 },
    { threads: [1, 128], rows: 4, columns: 4, depth: 4, effort: 4 },
  ],
  /** Rated on SwiftShader, which takes ten seconds to compile sums of more than eight rows. */
  registers: [
    { threads: [4, 8], rows: 8, columns: 12, depth: 1, effort: 1 },
    { threads: [4, 8], rows: 8, columns: 8, depth: 1, effort: 1.2 },
    { threads: [4, 8], rows: 8, columns: 4, depth: 1, effort: 1.6 },
    { threads: [4, 8], rows: 8, columns: 1, depth: 1, effort: 4 },
  ],
};
