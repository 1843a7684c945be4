import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../protocol/random.ts';
import { architectureOf } from '../networks/index.ts';
import { generateBatch } from '../networks/network.ts';
import { enginesHere, useEngine } from '../testing/engines-here.ts';
import { smallConfig } from '../testing/small-runs.ts';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from './tf.ts';

const engines = await enginesHere();

function normal(shape: number[], seed: number, scale = 1): Tensor {
  const size = shape.reduce((product, side) => product * side, 1);
  const values = randomStream(seed, 'gradient-test', 0).fillNormal(new Float32Array(size));
  return tf.tensor(
    values.map((value) => value * scale),
    shape,
  );
}

interface Block {
  shape: number[];
  run(x: Tensor): Tensor;
}

const picture = [2, 6, 6, 3];
const on4D = (shape: number[], run: (x: Tensor4D) => Tensor): Block => ({
  shape,
  run: (x) => run(x as Tensor4D),
});
/** Smooth and curved, so that the second order is not zero where the operation itself is linear. */
const curved = (x: Tensor) => tf.square(x);

/** What networks, penalties and augmentations are made of. */
const blocks: Record<string, Block> = {
  tanh: { shape: [3, 4], run: (x) => tf.tanh(x) },
  sigmoid: { shape: [3, 4], run: (x) => tf.sigmoid(x) },
  exp: { shape: [3, 4], run: (x) => tf.exp(x) },
  softmax: { shape: [3, 4], run: (x) => tf.softmax(x) },
  softplus: { shape: [3, 4], run: (x) => tf.softplus(x) },
  'square root': { shape: [3, 4], run: (x) => tf.sqrt(tf.add(tf.square(x), 0.5)) },
  rsqrt: { shape: [3, 4], run: (x) => tf.rsqrt(tf.add(tf.square(x), 0.5)) },
  division: { shape: [3, 4], run: (x) => tf.div(x, tf.add(tf.square(x), 1)) },
  swish: { shape: [3, 4], run: (x) => tf.mul(x, tf.sigmoid(x)) },
  'leaky ReLU': { shape: [3, 4], run: (x) => tf.leakyRelu(tf.add(curved(x), 0.3), 0.2) },
  ReLU: { shape: [3, 4], run: (x) => tf.relu(tf.add(curved(x), 0.3)) },
  matMul: { shape: [3, 4], run: (x) => curved(tf.matMul(x as Tensor2D, normal([4, 5], 1) as Tensor2D)) },
  'mean and variance': {
    shape: [5, 4],
    run: (x) => tf.sqrt(tf.add(tf.mean(tf.square(tf.sub(x, tf.mean(x, 0))), 0), 0.1)),
  },
  conv2d: on4D(picture, (x) => curved(tf.conv2d(x, normal([4, 4, 3, 4], 2, 0.3) as Tensor4D, 2, 'same'))),
  'conv2d, stride 1': on4D(picture, (x) =>
    curved(tf.conv2d(x, normal([3, 3, 3, 4], 2, 0.3) as Tensor4D, 1, 'same')),
  ),
  // By the picture alone: nobody trains their filters.
  'depthwise convolution': on4D(picture, (x) =>
    curved(tf.depthwiseConv2d(x, normal([3, 3, 3, 1], 2, 0.3) as Tensor4D, 1, 'same')),
  ),
  'depthwise convolution, stride 2': on4D([2, 7, 6, 3], (x) =>
    curved(tf.depthwiseConv2d(x, normal([3, 3, 3, 1], 2, 0.3) as Tensor4D, 2, 'same')),
  ),
  conv2dTranspose: on4D([2, 3, 3, 3], (x) =>
    curved(tf.conv2dTranspose(x, normal([4, 4, 2, 3], 3, 0.3) as Tensor4D, [2, 6, 6, 2], 2, 'same')),
  ),
  avgPool: on4D(picture, (x) => curved(tf.avgPool(x, 2, 2, 'valid'))),
  resizeBilinear: on4D(picture, (x) => curved(tf.image.resizeBilinear(x, [12, 12]))),
  'resizeBilinear, smaller': on4D(picture, (x) => curved(tf.image.resizeBilinear(x, [3, 3]))),
  resizeNearestNeighbor: on4D(picture, (x) => curved(tf.image.resizeNearestNeighbor(x, [12, 12]))),
  depthToSpace: on4D([2, 3, 3, 8], (x) => curved(tf.depthToSpace(x, 2))),
  'concat, slice, pad, transpose': on4D(picture, (x) =>
    curved(
      tf.transpose(
        tf.pad(tf.slice(tf.concat([x, curved(x)], 3), [0, 1, 0, 2], [2, 4, 6, 3]), [
          [0, 0],
          [1, 1],
          [0, 0],
          [0, 0],
        ]),
        [0, 2, 1, 3],
      ),
    ),
  ),
};

const dot = (a: Tensor, b: Tensor): Tensor => tf.sum(tf.mul(a, b));
const step = 1e-2;
const order = { first: 2e-2, second: 4e-2 };

/** Derivative of `f` at `x` along `direction`, by central differences. */
function difference(f: (x: Tensor) => Tensor, x: Tensor, direction: Tensor): number {
  const at = (side: number) => f(tf.add(x, tf.mul(direction, side * step))).dataSync()[0];
  return (at(1) - at(-1)) / (2 * step);
}

function expectClose(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected)).toBeLessThan(tolerance * Math.max(1, Math.abs(expected)));
}

describe.each(engines)('gradients on %s agree with finite differences:', (engine) => {
  beforeAll(() => useEngine(engine));

  it.each(Object.keys(blocks))('%s', (name) => {
    const { shape, run } = blocks[name];
    tf.tidy(() => {
      const x = normal(shape, 10);
      const weights = normal(run(x).shape, 11);
      const f = (input: Tensor) => dot(run(input), weights);
      const first = (input: Tensor) => tf.grad(f)(input);
      const direction = normal(shape, 12, 1 / Math.sqrt(x.size));
      expectClose(dot(first(x), direction).dataSync()[0], difference(f, x, direction), order.first);

      const other = normal(shape, 13, 1 / Math.sqrt(x.size));
      const h = (input: Tensor) => dot(first(input), other);
      const second = tf.grad(h)(x);
      const expected = difference(h, x, direction);
      expectClose(dot(second, direction).dataSync()[0], expected, order.second);
      // None of the blocks is linear: a dropped path would show as zero.
      expect(Math.abs(expected)).toBeGreaterThan(1e-3);
    });
  });

  it('batch norm of a training batch', () => {
    const config = smallConfig('classic-dcgan');
    const architecture = architectureOf(config);
    const weights = architecture.createGenerator(config);
    tf.tidy(() => {
      const z = normal([4, config.latentSize], 20) as Tensor2D;
      const { pictures } = generateBatch(architecture, config, weights, z);
      const mask = normal(pictures.shape, 21, 0.05);
      const f = (input: Tensor) =>
        dot(generateBatch(architecture, config, weights, input as Tensor2D).pictures, mask);
      const direction = normal(z.shape, 22, 0.02);
      const slope = dot(tf.grad(f)(z), direction).dataSync()[0];
      expectClose(slope, difference(f, z, direction), 0.05);
    });
    for (const variable of weights.values()) variable.dispose();
  });
});
