import { describe, expect, it } from 'vitest';
import { randomStream } from '../../protocol/random.ts';
import { loadEngine } from './index.ts';
import { type Tensor, type Tensor4D, tf } from './tf.ts';

await loadEngine('wasm', 0);

const normal = (shape: [number, number, number, number], seed: number) => {
  const size = shape.reduce((product, side) => product * side, 1);
  return tf.tensor4d(randomStream(seed, 'kernel-test', 0).fillNormal(new Float32Array(size)), shape);
};

/** Convolution gradients straight from their definition, in double precision. */
function reference(
  x: Tensor4D,
  filter: Tensor4D,
  dy: Tensor4D,
  stride: number,
  padTop: number,
  padLeft: number,
) {
  const [n, h, w, c] = x.shape;
  const [kh, kw, , out] = filter.shape;
  const [, oh, ow] = dy.shape;
  const [xs, fs, ds] = [x.dataSync(), filter.dataSync(), dy.dataSync()];
  const dx = new Float64Array(x.size);
  const dw = new Float64Array(filter.size);
  for (let b = 0; b < n; b++)
    for (let oy = 0; oy < oh; oy++)
      for (let ox = 0; ox < ow; ox++)
        for (let ky = 0; ky < kh; ky++)
          for (let kx = 0; kx < kw; kx++) {
            const [iy, ix] = [oy * stride + ky - padTop, ox * stride + kx - padLeft];
            if (iy < 0 || ix < 0 || iy >= h || ix >= w) continue;
            for (let ci = 0; ci < c; ci++)
              for (let co = 0; co < out; co++) {
                const at = ((b * h + iy) * w + ix) * c + ci;
                const tap = ((ky * kw + kx) * c + ci) * out + co;
                const gradient = ds[((b * oh + oy) * ow + ox) * out + co];
                dx[at] += gradient * fs[tap];
                dw[tap] += gradient * xs[at];
              }
          }
  return { dx, dw };
}

function expectClose(actual: Tensor, expected: Float64Array): void {
  const values = actual.dataSync();
  let worst = 0;
  for (const [i, value] of expected.entries()) worst = Math.max(worst, Math.abs(values[i] - value));
  expect(worst).toBeLessThan(1e-4);
}

describe.each([
  { side: 8, kernel: 4, stride: 2, pad: 'same' },
  { side: 7, kernel: 4, stride: 2, pad: 'same' },
  { side: 6, kernel: 3, stride: 1, pad: 'same' },
  { side: 9, kernel: 3, stride: 2, pad: 'same' },
  { side: 6, kernel: 4, stride: 1, pad: 'valid' },
  { side: 9, kernel: 3, stride: 2, pad: 'valid' },
  { side: 10, kernel: 3, stride: 3, pad: 'valid' },
  { side: 5, kernel: 1, stride: 1, pad: 'same' },
] as const)(
  'composed convolution gradients: $side px, kernel $kernel, stride $stride, $pad',
  ({ side, kernel, stride, pad }) => {
    it('agree with their definition', () => {
      const x = normal([2, side, side, 3], 1);
      const filter = normal([kernel, kernel, 3, 5], 2);
      const info = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, stride, 1, pad);
      const dy = normal([2, info.outHeight, info.outWidth, 5], 3);
      const conv = (input: Tensor, weights: Tensor) =>
        tf.conv2d(input as Tensor4D, weights as Tensor4D, stride, pad);
      const [dx, dw] = tf.grads(conv)([x, filter], dy);
      const expected = reference(x, filter, dy, stride, info.padInfo.top, info.padInfo.left);
      expectClose(dx, expected.dx);
      expectClose(dw, expected.dw);
    });
  },
);
