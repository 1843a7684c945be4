import { describe, expect, it } from 'vitest';
import { type Tensor, type Tensor4D, tf } from '../../engines/tf.ts';
import { everyDevice } from '../../testing/every-device.ts';
import { recordProgram } from './record-program.ts';

async function recordedDispatches(
  shapes: Record<string, number[]>,
  run: (given: Record<string, Tensor>) => Tensor,
) {
  const program = await recordProgram(everyDevice, () => {
    const inputs = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, tf.zeros(shape)]));
    return { state: new Map(), functions: { run: { inputs, run } }, dispose: () => tf.dispose(inputs) };
  });
  return program.functions['run'].dispatches;
}

const x = [2, 9, 8, 3];
const w = [3, 3, 3, 5];
/** Places of the result, taps, channels in and out; each product is a multiplication and an addition. */
const convolution = 2 * (2 * 5 * 4) * 9 * 3 * 5;

describe('the operations of', () => {
  it.each<[string, number, Record<string, number[]>, (given: Record<string, Tensor>) => Tensor]>([
    [
      'a convolution',
      convolution,
      { x, w },
      (given) => tf.conv2d(given['x'] as Tensor4D, given['w'] as Tensor4D, 2, 'same'),
    ],
    [
      'its gradients',
      3 * convolution,
      { x, w },
      (given) => {
        const squares = (a: Tensor, b: Tensor) =>
          tf.sum(tf.square(tf.conv2d(a as Tensor4D, b as Tensor4D, 2, 'same')));
        const [dx, dw] = tf.grads(squares)([given['x'], given['w']]);
        return tf.add(tf.sum(dx), tf.sum(dw));
      },
    ],
    ['a product', 2 * 4 * 6 * 5, { a: [4, 6], b: [6, 5] }, ({ a, b }) => tf.matMul(a, b)],
    [
      'a product of many matrices with one, turned over',
      2 * 7 * 4 * 6 * 5,
      { a: [7, 6, 4], b: [1, 5, 6] },
      ({ a, b }) => tf.matMul(a, b, true, true),
    ],
    ['what has no products', 0, { x }, (given) => tf.sum(tf.square(given['x']))],
  ])('%s are counted', async (_, expected, shapes, run) => {
    const dispatches = await recordedDispatches(shapes, run);
    expect(dispatches.reduce((sum, { operations }) => sum + operations, 0)).toBe(expected);
  });
});

it('are those of the dispatch that multiplies, not of one that fills its result with zeros before', async () => {
  // So few results of so many terms are added up in parts by the package.
  const dispatches = await recordedDispatches({ a: [32, 4096], b: [4096, 32] }, ({ a, b }) =>
    tf.matMul(a, b),
  );
  expect(dispatches).toHaveLength(2);
  expect(dispatches.map(({ operations }) => operations)).toEqual([0, 2 * 32 * 4096 * 32]);
});
