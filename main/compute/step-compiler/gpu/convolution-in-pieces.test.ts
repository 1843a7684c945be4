import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import type { Card } from '../../../gpu/card.ts';
import { randomStream } from '../../../protocol/random.ts';
import { type Tensor4D, tf } from '../../engines/tf.ts';
import { gpuHere } from '../../testing/gpu-here.ts';
import { inPieces } from './convolution-in-pieces.ts';
import { recordProgram } from './record-program.ts';

const gpu = await gpuHere();
if ('missing' in gpu) describe.skip(`a convolution in pieces: ${gpu.missing}`, () => undefined);
else runTests(gpu);

function runTests(card: Card): void {
  afterAll(() => card.close());

  it('gives what it gives at once but for rounding, however many pictures a piece has', async () => {
    const shapes = { x: [5, 6, 5, 3], w: [3, 3, 3, 4] };
    const random = randomStream(1, 'pieces', 0);
    const numbers = Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [
        name,
        random.fillNormal(new Float32Array(shape.reduce((product, side) => product * side, 1))),
      ]),
    );
    const terms = 9 * 3;
    const ofPicture = 6 * 5 * terms * 4;
    /** With pieces of so many multiplications at most. */
    const convolve = async (most: number, given = numbers) => {
      const program = await recordProgram({ limits: card.limits, ...card.adapter }, () => {
        const inputs = { x: tf.zeros(shapes.x), w: tf.zeros(shapes.w) };
        const kernel = inPieces(tf.getKernel('Conv2D', 'webgpu') as KernelConfig, most);
        const run = (given: Readonly<Record<string, unknown>>) => {
          const attrs = { strides: 1, pad: 'same', dilations: 1, dataFormat: 'NHWC' };
          const given4d = { x: given['x'] as Tensor4D, filter: given['w'] as Tensor4D };
          const made = kernel.kernelFunc({ inputs: given4d, attrs, backend: tf.backend() });
          return tf.engine().makeTensorFromTensorInfo(made as TensorInfo);
        };
        return { state: new Map(), functions: { run: { inputs, run } }, dispose: () => tf.dispose(inputs) };
      });
      const started = await card.start(program);
      const result = await started.run('run', given);
      started.dispose();
      return { dispatches: program.functions['run'].dispatches.length, result };
    };
    const whole = await convolve(5 * ofPicture);
    const inThree = await convolve(2 * ofPicture);
    const single = await convolve(1);
    expect(inThree.dispatches).toBe(3 * (1 + whole.dispatches) + 1);
    expect(single.dispatches).toBeGreaterThan(5 * whole.dispatches);
    // The package adds up in another order for other sizes. Whatever the orders, two sums of n products are apart by at most
    // 2·n·u/(1 − n·u) of the sum of their sizes (Higham 2002, §3.1).
    const absolute = Object.fromEntries(
      Object.entries(numbers).map(([name, all]) => [name, all.map(Math.abs)]),
    );
    const { result: sizes } = await convolve(5 * ofPicture, absolute);
    const rounding = terms * 2 ** -24;
    for (const { result } of [inThree, single])
      for (const [i, value] of result.entries())
        expect(Math.abs(value - whole.result[i])).toBeLessThanOrEqual(
          ((2 * rounding) / (1 - rounding)) * sizes[i],
        );
    expect(new Set(whole.result).size).toBeGreaterThan(100);
  });
}
