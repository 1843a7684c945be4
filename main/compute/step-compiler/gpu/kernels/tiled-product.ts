import type { TensorInfo } from '@tensorflow/tfjs';
import { integers, type KernelBackend, type KernelProgram, times, type Uniform } from './gpu-kernel.ts';
import { columnsOf, rowsOf, type Tile } from './tiles.ts';

/**
 * Products C[part][row, column] = Σ A[part][row, (round, term)]·B[part][(round, term), column] of one size. The sum goes over
 * all rounds, and in each over all terms.
 */
export interface TiledProduct {
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
  /** Which way neighbours in memory lie in A and B: they are loaded that way. */
  along: readonly [a: Along, b: Along];
  /**
   * WGSL functions that say what the factors are; they give zero outside of them:
   *
   * - `startAOf(part, round, row) -> vec4<i32>`: what can be told of `row` to `row + 3` in a whole round;
   * - `blockA(part, start, term) -> mat4x4<f32>`: those rows of A, a vector for each of the terms `term` to `term + 3`;
   * - `startBOf(part, round, column)` and `blockB(part, start, term)`: the same of four columns of B;
   * - `store(part, row, column, values: vec4<f32>)`: takes four columns of a row of C, as far as there are so many.
   */
  code: string;
}

type Along = 'outer' | 'terms';

/**
 * Computes a product, a tile of C in each workgroup. Terms are added in their order, those of one element by one
 * invocation, so that results repeat to the bit. What would keep a card busy for too long is made by several dispatches.
 */
export function runTiledProduct(backend: KernelBackend, product: TiledProduct): TensorInfo {
  const { tile, inputs, output, uniforms } = product;
  const across = Math.ceil(product.columns / columnsOf(tile));
  const rowTiles = Math.ceil(product.rows / rowsOf(tile));
  const steps = Math.ceil(product.terms / tile.depth);
  const multiplications = across * columnsOf(tile) * rowsOf(tile) * product.rounds * steps * tile.depth;
  const most = Math.max(
    1,
    Math.min(
      backend.device.limits.maxComputeWorkgroupsPerDimension,
      Math.floor(longestDispatch / multiplications),
    ),
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
    getUserCode: () => `${product.code}${mainOf(tile, product.along)}`,
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

/**
 * Multiplications of one dispatch, unless a single row of tiles has more. Windows resets a card that computes for two
 * seconds: one that reaches 10 GFLOP/s makes so many in 0.9 s.
 */
export const longestDispatch = 2 ** 32;

const keyOf = ({ name, tile, inputs, output }: TiledProduct): string =>
  [
    name,
    ...tile.threads,
    tile.rows,
    tile.columns,
    tile.depth,
    ...Object.values(inputs).map(({ components }) => components),
    output.components,
  ].join('_');

function mainOf({ threads, rows, columns, depth }: Tile, [alongA, alongB]: readonly [Along, Along]): string {
  const [across, down] = threads;
  const [groupsA, groupsB] = [(down * rows) / 4, (across * columns) / 4];
  const loads = [
    loadOf({ name: 'A', groups: groupsA, first: 'firstRow', along: alongA }, across * down, depth),
    loadOf({ name: 'B', groups: groupsB, first: 'firstColumn', along: alongB }, across * down, depth),
  ];
  const sums = times(rows, (row) =>
    times(columns / 4, (group) => ({ row, group, name: `sum${row}_${group}` })),
  ).flat();
  return `
  var<workgroup> tileA: array<vec4<f32>, ${groupsA * depth}>;
  var<workgroup> tileB: array<vec4<f32>, ${groupsB * depth}>;

  fn main() {
    let place = uniforms.firstTile + i32(workgroupId.y);
    let part = place / uniforms.rowTiles;
    let firstRow = (place % uniforms.rowTiles) * ${4 * groupsA};
    let firstColumn = i32(workgroupId.x) * ${4 * groupsB};
    let index = i32(localIndex);
    let across = i32(localId.x);
    let down = i32(localId.y);
    ${sums.map(({ name }) => `var ${name} = vec4<f32>(0.0);`).join(' ')}
    ${loads.map(({ place }) => place).join('\n    ')}
    for (var round = 0; round < uniforms.rounds; round++) {
      ${loads.map(({ start }) => start).join('\n      ')}
      for (var step = 0; step < uniforms.steps; step++) {
        ${loads.map(({ load }) => load).join('\n        ')}
        workgroupBarrier();
        for (var term = 0; term < ${depth}; term++) {
          ${times(rows / 4, (i) => `let a${i} = tileA[term * ${groupsA} + down + ${i * down}];`).join(' ')}
          ${times(columns / 4, (j) => `let b${j} = tileB[term * ${groupsB} + across + ${j * across}];`).join(' ')}
          ${sums.map(({ row, group, name }) => `${name} += a${row >> 2}[${row % 4}] * b${group};`).join(' ')}
        }
        workgroupBarrier();
      }
    }
    // One call in the code: a driver would put in all of it at each.
    var sums = array<vec4<f32>, ${sums.length}>(${sums.map(({ name }) => name).join(', ')});
    for (var i = 0; i < ${sums.length}; i++) {
      let row = i / ${columns / 4};
      let group = i % ${columns / 4};
      store(
        part,
        firstRow + 4 * (down + row / 4 * ${down}) + row % 4,
        firstColumn + 4 * (across + group * ${across}),
        sums[i]);
    }
  }`;
}

/** How one invocation loads its share of a factor's tile: a block of four by four, if one is left for it. */
function loadOf(
  { name, groups, first, along }: { name: string; groups: number; first: string; along: Along },
  threads: number,
  depth: number,
): { place: string; start: string; load: string } {
  const blocks = (groups * depth) / 4;
  const [group, term] =
    along === 'outer'
      ? [`index % ${groups}`, `index / ${groups}`]
      : [`index / ${depth / 4}`, `index % ${depth / 4}`];
  const stores = times(
    4,
    (j) => `tile${name}[(term${name} + ${j}) * ${groups} + group${name}] = block[${j}];`,
  );
  return {
    place: `let group${name} = ${group}; let term${name} = 4 * (${term});`,
    start: `let start${name} = start${name}Of(part, round, ${first} + 4 * group${name});`,
    load: `${blocks === threads ? '' : `if (index < ${blocks}) `}{ let block = block${name}(part, start${name}, step * ${depth} + term${name}); ${stores.join(' ')} }`,
  };
}
