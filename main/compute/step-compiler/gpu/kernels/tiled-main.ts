import { times } from './gpu-kernel.ts';
import type { Tile } from './tiles.ts';

/** Which way neighbours in memory lie in a factor: it is loaded that way. */
type Along = 'outer' | 'terms';

/**
 * WGSL of `main` for a product whose factors go through the memory of workgroups, a tile of each at a time. Other functions say
 * what the factors are; they give zero outside of them:
 *
 * - `startAOf(part, round, row) -> vec4<i32>`: what can be told of `row` to `row + 3` in a whole round;
 * - `blockA(part, start, term) -> mat4x4<f32>`: those rows of A, a vector for each of the terms `term` to `term + 3`;
 * - `startBOf(part, round, column)` and `blockB(part, start, term)`: the same of four columns of B;
 * - `store(part, row, column, values: vec4<f32>)`: takes four columns of a row of C, as far as there are so many.
 */
export function tiledMain(
  { threads, rows, columns, depth }: Tile,
  [alongA, alongB]: readonly [a: Along, b: Along],
): string {
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
