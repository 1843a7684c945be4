import { beforeAll, describe, expect, it } from 'vitest';
import type { Side } from '../../contract/pictures.ts';
import { randomStream } from '../../protocol/random.ts';
import { type Tensor, type Tensor4D, tf } from '../engines/tf.ts';
import { enginesHere, useEngine } from '../testing/engines-here.ts';
import { smallConfig } from '../testing/small-runs.ts';
import { createProjected, judgeProjected } from './projected.ts';
import { disposeWeights } from './weights.ts';

const pictures = (count: number, side: number, channels: number): Tensor4D =>
  tf.tensor4d(
    randomStream(3, 'projected', 0)
      .fillNormal(new Float32Array(count * side * side * channels))
      .map((value) => Math.tanh(value)),
    [count, side, side, channels],
  );

describe.each(await enginesHere())('on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it.each<[Side, 1 | 3, number]>([
    [28, 1, 4 ** 2 + 4 ** 2 + 2 ** 2],
    [32, 3, 4 ** 2 + 4 ** 2 + 2 ** 2],
    [64, 1, 3 * 4 ** 2],
    // Halved to 64 first.
    [128, 3, 3 * 4 ** 2],
  ])('judges pictures of %d pixels and %d channels at %d places', (resolution, channels, places) => {
    const weights = createProjected({ ...smallConfig('draft-32'), resolution });
    const logits = tf.tidy(() => judgeProjected(weights, pictures(2, resolution, channels)));
    expect(logits.shape).toEqual([2, places]);
    for (const value of logits.dataSync()) expect(Math.abs(value)).toBeLessThan(10);
    logits.dispose();
    disposeWeights(weights);
  });

  it('tells the picture how to change, and leaves the face network as it is', () => {
    const weights = createProjected(smallConfig('draft-32'));
    const x = pictures(1, 32, 1);
    const direction = tf.randomNormal(x.shape, 0, 1, 'float32', 7);
    const along = (length: number) =>
      tf.tidy(() => tf.sum(judgeProjected(weights, tf.add(x, tf.mul(direction, length)))).dataSync()[0]);
    const slope = tf.tidy(() =>
      tf.sum(tf.mul(tf.grad((at: Tensor) => tf.sum(judgeProjected(weights, at as Tensor4D)))(x), direction)),
    );
    // Central differences, whose error is a few thousandths where no unit is cut on the way.
    const expected = (along(1e-3) - along(-1e-3)) / 2e-3;
    expect(Math.abs(slope.dataSync()[0] - expected)).toBeLessThan(0.05 * Math.abs(expected) + 0.01);
    expect(Math.abs(expected)).toBeGreaterThan(0.01);
    const trained = [...weights].filter(([, { trainable }]) => trainable).map(([name]) => name);
    expect(trained.length).toBeGreaterThan(10);
    for (const name of trained) expect(name).toMatch(/^head\./);
    tf.dispose([x, direction, slope]);
    disposeWeights(weights);
  });
});
