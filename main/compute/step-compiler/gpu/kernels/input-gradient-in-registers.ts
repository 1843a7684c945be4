import type { TensorInfo } from '@tensorflow/tfjs';
import { tf } from '../../../engines/tf.ts';
import { type KernelBackend, times } from './gpu-kernel.ts';
import { type Product, runProduct } from './product.ts';
import type { Tile } from './tiles.ts';

/**
 * The products of a gradient by the input without the memory of workgroups. Invocations that are neighbours along columns
 * read the same numbers of dy, and neighbours of the weights, whose last two axes are therefore exchanged before. `patches` is
 * the WGSL that says what pixels and taps meet.
 */
export function inRegisters(
  backend: KernelBackend,
  { dy, weights }: { dy: TensorInfo; weights: TensorInfo },
  product: Omit<Product, 'inputs' | 'output' | 'code'>,
  shape: number[],
  patches: string,
): TensorInfo {
  const turned = exchangeLastAxes(backend, weights);
  const made = runProduct(backend, {
    ...product,
    inputs: { dy: { tensor: dy, components: 1 }, turned: { tensor: turned, components: 1 } },
    output: { shape, components: 1 },
    code: `${patches}${mainOf(product.tile)}`,
  });
  backend.disposeData(turned.dataId);
  return made;
}

/** With the package's own kernel. */
function exchangeLastAxes(backend: KernelBackend, x: TensorInfo): TensorInfo {
  const { kernelFunc } = tf.getKernel('Transpose', 'webgpu');
  const attrs = { perm: [0, 1, 3, 2] };
  const run = () => kernelFunc({ inputs: { x }, attrs, backend }) as TensorInfo;
  // Counted by itself: otherwise it could be taken for the product, which has as many dispatches where it is small.
  return backend.countAs?.(0, run) ?? run();
}

function mainOf({ threads: [across, down], rows, columns }: Tile): string {
  const inRows = (code: (row: number) => string) => times(rows, code).join(' ');
  const inColumns = (code: (column: number) => string) => times(columns, code).join(' ');
  return `
  fn main() {
    let tile = uniforms.firstTile + i32(workgroupId.y);
    let part = tile / uniforms.rowTiles;
    let row = (tile % uniforms.rowTiles) * ${down * rows} + i32(localId.y) * ${rows};
    let column = i32(workgroupId.x) * ${across * columns} + i32(localId.x);
    let to = uniforms.dyShape.w;
    let from_ = uniforms.outShape.w;
    let place0 = placeOf(row, uniforms.sides);
    ${times(rows - 1, (i) => `let place${i + 1} = next(place${i}, uniforms.sides);`).join(' ')}
    ${inRows((i) => inColumns((j) => `var sum${i}_${j} = 0.0;`))}
    for (var round = 0; round < uniforms.rounds; round++) {
      let tap = inFilter(part, round);
      if (any(tap >= uniforms.filterSides)) { continue; }
      let start = startOf(part, round);
      ${inRows((i) => `let seen${i} = seen(place${i}, start); let dy${i} = max(seen${i}, 0) * to;`)}
      let weights = (tap.x * uniforms.filterSides.y + tap.y) * to * from_ + column;
      for (var term = 0; term < to; term++) {
        let line = weights + term * from_;
        ${inRows((i) => `let a${i} = select(0.0, dy[dy${i} + term], seen${i} >= 0);`)}
        // What lies behind the last column is read and not written.
        ${inColumns((j) => `let b${j} = turned[line + ${j * across}];`)}
        ${inRows((i) => inColumns((j) => `sum${i}_${j} += a${i} * b${j};`))}
      }
    }
    ${inRows(
      (i) => `{
      let pixel = pixelOf(part, row + ${i});
      let place = pixel * from_ + column;
      ${inColumns((j) => `if (pixel >= 0 && column + ${j * across} < from_) { result[place + ${j * across}] = sum${i}_${j}; }`)}
    }`,
    )}
  }`;
}
