import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import type { Card } from '../../../gpu/card.ts';
import { randomStream } from '../../../protocol/random.ts';
import { type Tensor, type Tensor4D, tf } from '../../engines/tf.ts';
import { everyDevice } from '../../testing/every-device.ts';
import { gpuHere } from '../../testing/gpu-here.ts';
import { UnrecordableStepError } from '../attributes.ts';
import { longestDispatch } from './kernels/product.ts';
import { inPieces } from './products-in-pieces.ts';
import { recordProgram } from './record-program.ts';

describe('what is too long for one dispatch', () => {
  const record = async (
    shapes: Record<string, number[]>,
    run: (given: Readonly<Record<string, Tensor>>) => Tensor,
  ) => {
    const program = await recordProgram(everyDevice, () => {
      const inputs = Object.fromEntries(
        Object.entries(shapes).map(([name, shape]) => [name, tf.zeros(shape)]),
      );
      return { state: new Map(), functions: { run: { inputs, run } }, dispose: () => tf.dispose(inputs) };
    });
    return program.functions['run'].dispatches.flatMap(({ operations }) =>
      operations > 0 ? [operations] : [],
    );
  };
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

  it('is made in channels where a single picture is too long', async () => {
    const side = 128;
    const channels = 192;
    const products = await record(
      { x: [2, side, side, channels], w: [3, 3, channels, channels] },
      ({ x, w }) => tf.conv2d(x as Tensor4D, w as Tensor4D, 1, 'same'),
    );
    const ofPicture = side ** 2 * 9 * channels ** 2;
    expect(ofPicture).toBeGreaterThan(longestDispatch);
    expect(products).toHaveLength(2 * 2);
    expect(Math.max(...products)).toBeLessThanOrEqual(2 * longestDispatch);
    expect(sum(products)).toBe(2 * 2 * ofPicture);
  });

  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('is made in rows of a product of matrices, turned over: %j and %j', async (turnsA, turnsB) => {
    const [rows, terms, columns] = [1700, 1600, 1700];
    const products = await record(
      {
        a: turnsA ? [terms, rows] : [rows, terms],
        b: turnsB ? [columns, terms] : [terms, columns],
      },
      ({ a, b }) => tf.matMul(a, b, turnsA, turnsB),
    );
    expect(products).toHaveLength(2);
    expect(Math.max(...products)).toBeLessThanOrEqual(2 * longestDispatch);
    expect(sum(products)).toBe(2 * rows * terms * columns);
  });
});

const gpu = await gpuHere();
if ('missing' in gpu) describe.skip(`products in pieces on a card: ${gpu.missing}`, () => undefined);
else runTests(gpu);

function runTests(card: Card): void {
  afterAll(() => card.close());

  it('is what it is at once but for rounding, however small the pieces of a convolution are', async () => {
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
    const single = await convolve(ofPicture);
    const channels = await convolve(ofPicture / 4);
    expect(inThree.dispatches).toBe(3 * (1 + whole.dispatches) + 1);
    expect(single.dispatches).toBeGreaterThan(5 * whole.dispatches);
    expect(channels.dispatches).toBeGreaterThan(single.dispatches);
    await expect(convolve(ofPicture / 4 - 1)).rejects.toThrow(UnrecordableStepError);
    // The package adds up in another order for other sizes. Whatever the orders, two sums of n products are apart by at most
    // 2·n·u/(1 − n·u) of the sum of their sizes (Higham 2002, §3.1).
    const absolute = Object.fromEntries(
      Object.entries(numbers).map(([name, all]) => [name, all.map(Math.abs)]),
    );
    const { result: sizes } = await convolve(5 * ofPicture, absolute);
    const rounding = terms * 2 ** -24;
    for (const { result } of [inThree, single, channels])
      for (const [i, value] of result.entries())
        expect(Math.abs(value - whole.result[i])).toBeLessThanOrEqual(
          ((2 * rounding) / (1 - rounding)) * sizes[i],
        );
    expect(new Set(whole.result).size).toBeGreaterThan(100);
  });
}
