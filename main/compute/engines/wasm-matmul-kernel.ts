import { setKernel } from './set-kernel.ts';
import { type Tensor, tf } from './tf.ts';

interface MatMulAttrs {
  transposeA: boolean;
  transposeB: boolean;
}

/**
 * The wasm backend multiplies matrices with XNNPACK only when neither is transposed, and otherwise with plain loops,
 * which every gradient of a dense layer meets. Transposing first is far cheaper. Registered over the backend's own
 * kernel, which does the rest.
 */
export function registerWasmMatMulKernel(): void {
  const own = tf.getKernel('BatchMatMul', 'wasm');
  setKernel({
    ...own,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { a, b } = inputs as { a: Tensor; b: Tensor };
      const { transposeA, transposeB } = attrs as unknown as MatMulAttrs;
      const left = transposeA ? transposed(a) : a;
      const right = transposeB ? transposed(b) : b;
      const product = own.kernelFunc({
        inputs: { a: left, b: right },
        attrs: { ...attrs, transposeA: false, transposeB: false },
        backend,
      });
      if (left !== a) left.dispose();
      if (right !== b) right.dispose();
      return product;
    },
  });
}

/** Swaps the last two axes of a matrix or of a batch of matrices. */
const transposed = (x: Tensor): Tensor => tf.transpose(x, x.rank === 2 ? [1, 0] : [0, 2, 1]);
