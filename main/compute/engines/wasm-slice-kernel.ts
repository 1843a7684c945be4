import { setKernel } from './set-kernel.ts';
import { type Tensor, tf } from './tf.ts';

/**
 * The wasm backend copies a slice in runs of its last axis, a pixel's channels at a time. Axes at the end that are taken
 * whole lie together in memory; they become one with the axis before them, so that whole rows are copied at once. Registered
 * over the backend's own kernel, which does the copying.
 */
export function registerWasmSliceKernel(): void {
  const own = tf.getKernel('Slice', 'wasm');
  setKernel({
    ...own,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x } = inputs as { x: Tensor };
      const asked = attrs as unknown as { begin: number | number[]; size: number | number[] };
      const [begin, size] = tf.slice_util.parseSliceParams(x, asked.begin, asked.size);
      const last = lastCutAxis(x.shape, size);
      const inner = tf.util.sizeFromShape(x.shape.slice(last + 1));
      const joined = (numbers: readonly number[]) => [...numbers.slice(0, last), numbers[last] * inner];
      const cut = own.kernelFunc({
        inputs: { x: { dataId: x.dataId, dtype: x.dtype, shape: joined(x.shape) } },
        attrs: { begin: joined(begin), size: joined(size) },
        backend,
      });
      return { ...cut, shape: size };
    },
  });
}

/** The last axis of which only a part is taken; the first where all is. */
function lastCutAxis(shape: readonly number[], size: readonly number[]): number {
  return Math.max(
    0,
    shape.findLastIndex((side, axis) => size[axis] !== side),
  );
}
