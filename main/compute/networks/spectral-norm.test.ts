import { beforeAll, describe, expect, it } from 'vitest';
import { type Tensor, type Tensor2D, tf } from '../engines/tf.ts';
import { enginesHere, useEngine } from '../testing/engines-here.ts';
import { followSpectrum, spectral } from './spectral-norm.ts';
import { WeightBuilder, weight } from './weights.ts';

/** I − 2vvᵀ/‖v‖²: orthogonal. */
const reflection = (v: number[]): Tensor2D => {
  const column = tf.tensor2d(v, [v.length, 1]);
  const square = v.reduce((sum, value) => sum + value ** 2, 0);
  return tf.sub(tf.eye(v.length), tf.mul(tf.matMul(column, column, false, true), 2 / square));
};

const singularValues = [5, 2, 0.5];

/** A 2×2×2 → 3 convolution whose singular values are known. */
function known(): { builder: WeightBuilder; kernel: Tensor } {
  const builder = new WeightBuilder(1, 'test');
  builder.zeros('layer.kernel', [2, 2, 2, 3]);
  builder.zeros('layer.bias', [3]);
  builder.singularVectors('layer.kernel', [2, 2, 2, 3]);
  const diagonal = tf.tensor2d(
    Array.from({ length: 24 }, (_, i) => (Math.floor(i / 3) === i % 3 ? singularValues[i % 3] : 0)),
    [8, 3],
  );
  const [left, right] = [reflection([1, 2, -1, 0.5, 3, 1, -2, 1]), reflection([1, -1, 2])];
  const kernel = tf.reshape(tf.matMul(tf.matMul(left, diagonal), right), [2, 2, 2, 3]);
  weight(builder.weights, 'layer.kernel').assign(kernel);
  return { builder, kernel };
}

describe.each(await enginesHere())('on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it('divides a kernel by its largest singular value, found a step at a time', () => {
    const { builder, kernel } = known();
    const estimate = () =>
      tf.sum(kernel).dataSync()[0] / tf.sum(weight(spectral(builder.weights), 'layer.kernel')).dataSync()[0];
    const errors = [1, 2, 3, 12].map((_, i, steps) => {
      for (let step = steps[i - 1] ?? 0; step < steps[i]; step++) followSpectrum(builder.weights);
      return Math.abs(estimate() - singularValues[0]);
    });
    // Each iteration shrinks the other directions by (2/5)², and the estimate's error with its square.
    expect(errors[1]).toBeLessThan(errors[0]);
    expect(errors[2]).toBeLessThan(errors[1]);
    expect(errors[3]).toBeLessThan(1e-4);
    // Biases are not matrices.
    expect(spectral(builder.weights).get('layer.bias')).toBe(builder.weights.get('layer.bias'));
  });

  it('has the gradient of a kernel divided by uᵀWv with constant vectors', () => {
    const { builder } = known();
    for (let step = 0; step < 30; step++) followSpectrum(builder.weights);
    const kernel = weight(builder.weights, 'layer.kernel');
    const mask = tf.reshape(tf.linspace(-1, 1, 24), [2, 2, 2, 3]);
    const { grads } = tf.variableGrads(
      () => tf.sum(tf.mul(weight(spectral(builder.weights), 'layer.kernel'), mask)).asScalar(),
      [kernel],
    );
    // Miyato et al. 2018, eq. 12: (M − λ·uvᵀ)/σ with λ = ⟨M, W/σ⟩.
    const outer = tf.reshape(
      tf.matMul(
        weight(builder.weights, 'layer.kernel.left') as Tensor2D,
        weight(builder.weights, 'layer.kernel.right') as Tensor2D,
        false,
        true,
      ),
      [2, 2, 2, 3],
    );
    const sigma = singularValues[0];
    const lambda = tf.sum(tf.mul(mask, tf.div(kernel, sigma)));
    const expected = tf.div(tf.sub(mask, tf.mul(outer, lambda)), sigma).dataSync();
    for (const [i, value] of grads[kernel.name].dataSync().entries())
      expect(value).toBeCloseTo(expected[i], 4);
  });
});
