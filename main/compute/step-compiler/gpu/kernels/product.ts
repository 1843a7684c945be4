import type { TensorInfo } from '@tensorflow/tfjs';
import { UnrecordableStepError } from '../../attributes.ts';
import { integers, type KernelBackend, type KernelProgram, type Uniform } from './gpu-kernel.ts';
import { columnsOf, rowsOf, type Tile } from './tiles.ts';

/**
 * Products C[part][row, column] = Σ A[part][row, (round, term)]·B[part][(round, term), column] of one size. The sum goes over
 * all rounds, and in each over all terms.
 */
export interface Product {
  name: string;
  tile: Tile;
  parts: number;
  rows: number;
  columns: number;
  rounds: number;
  terms: number;
  /** By the names that the code has for them. */
  inputs: Readonly<Record<string, { tensor: TensorInfo; components: 1 | 4 }>>;
  output: { shape: number[]; components: 1 | 4 };
  /** WGSL declarations of what the code is told, and their values. */
  uniforms: Readonly<Record<string, { type: 'i32' | 'vec2<i32>'; value: number[] }>>;
  /** WGSL with `fn main()`. */
  code: string;
}

/**
 * Computes a product, a tile of C in each workgroup. Terms are added in their order, those of one element by one
 * invocation, so that results repeat to the bit. What would keep a card busy for too long is made by several dispatches. Throws
 * UnrecordableStepError where a single row of tiles would, as such a row is never divided.
 */
export function runProduct(backend: KernelBackend, product: Product): TensorInfo {
  const { tile, inputs, output, uniforms } = product;
  const across = Math.ceil(product.columns / columnsOf(tile));
  const rowTiles = Math.ceil(product.rows / rowsOf(tile));
  const steps = Math.ceil(product.terms / tile.depth);
  const multiplications = multiplicationsOfRow(tile, product.columns) * product.rounds * steps * tile.depth;
  if (multiplications > longestDispatch) throw tooLong(multiplications);
  const most = Math.min(
    backend.device.limits.maxComputeWorkgroupsPerDimension,
    Math.floor(longestDispatch / multiplications),
  );
  const declared = Object.entries(uniforms);
  const program = (tiles: number): KernelProgram => ({
    variableNames: Object.keys(inputs),
    variableComponents: Object.values(inputs).map(({ components }) => components),
    outputShape: output.shape,
    outputComponent: output.components,
    uniforms: `firstTile : i32, rowTiles : i32, rounds : i32, steps : i32, ${declared.map(([name, { type }]) => `${name} : ${type},`).join(' ')}`,
    workgroupSize: [...tile.threads, 1],
    // As many axes as the result has; the backend would leave out functions that others need.
    dispatchLayout: { x: [3], y: [1, 2], z: [0] },
    dispatch: [across, tiles, 1],
    shaderKey: keyOf(product),
    getUserCode: () => product.code,
  });
  const result = backend.makeTensorInfo(output.shape, 'float32');
  for (let firstTile = 0; firstTile < rowTiles * product.parts; firstTile += most) {
    const told: Uniform[] = [
      integers(firstTile),
      integers(rowTiles),
      integers(product.rounds),
      integers(steps),
      ...declared.map(([, { value }]) => integers(...value)),
    ];
    backend.runWebGPUProgram(
      program(Math.min(most, rowTiles * product.parts - firstTile)),
      Object.values(inputs).map(({ tensor }) => tensor),
      'float32',
      told,
      result,
    );
  }
  return result;
}

/** Of a row of tiles, for each term of its sums. What hangs over the last column is computed too. */
export const multiplicationsOfRow = (tile: Tile, columns: number): number =>
  Math.ceil(columns / columnsOf(tile)) * columnsOf(tile) * rowsOf(tile);

/**
 * Multiplications of one dispatch at most. Windows resets a card that computes for two
 * seconds: one that reaches 10 GFLOP/s makes so many in 0.9 s.
 */
export const longestDispatch = 2 ** 32;

/** Why a product cannot be made. */
export const tooLong = (multiplications: number) =>
  new UnrecordableStepError(
    `the smallest piece of a product takes ${(multiplications / 1e9).toFixed(1)} billion multiplications, which would keep a graphics card busy for so long that the system takes it for hung`,
  );

const keyOf = ({ name, tile, inputs, output }: Product): string =>
  [
    name,
    ...tile.threads,
    tile.rows,
    tile.columns,
    tile.depth,
    ...Object.values(inputs).map(({ components }) => components),
    output.components,
  ].join('_');
