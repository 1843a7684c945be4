import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../../protocol/random.ts';
import { type Tensor, type Tensor4D, tf } from '../../engines/tf.ts';
import { enginesHere, useEngine } from '../../testing/engines-here.ts';
import { leCamPenalty, slopePenalty, zeroCentredPenalty } from './penalties.ts';

const shape: [number, number, number, number] = [3, 2, 2, 1];
const values = (name: string) => randomStream(1, name, 0).fillNormal(new Float32Array(12));
const rows = (flat: Float32Array) => [0, 1, 2].map((i) => [...flat.subarray(4 * i, 4 * i + 4)]);
const squared = (vector: number[]) => vector.reduce((sum, value) => sum + value ** 2, 0);
const mean = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/**
 * D(x) = w·x + ½a‖x‖², whose gradient is w + a·x: penalties and their own gradients have closed forms. One picture's logit
 * depends on that picture only.
 */
const judge = (w: Tensor, a: number) => (x: Tensor4D) =>
  tf.add(tf.sum(tf.mul(x, w), [1, 2, 3]), tf.mul(tf.sum(tf.square(x), [1, 2, 3]), a / 2));

describe.each(await enginesHere())('on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  const curvature = 0.7;
  const [real, fake] = [values('real'), values('fake')];
  const weights = values('w').slice(0, 4);
  const slopes = (pictures: number[][]) =>
    pictures.map((row) => row.map((value, k) => weights[k] + curvature * value));
  const pictures = (flat: Float32Array) => tf.tensor4d(flat, shape);
  const w = () => tf.tensor4d(weights, [1, 2, 2, 1]);

  it('R1 and R2 are γ/2 times the mean squared slope', () => {
    const gamma = 3;
    const penalty = (given: Tensor) =>
      zeroCentredPenalty(judge(given, curvature), pictures(real), gamma) as Tensor;
    const expected = slopes(rows(real));
    expect(penalty(w()).dataSync()[0]).toBeCloseTo((gamma / 2) * mean(expected.map(squared)), 4);
    // ∂/∂w: γ times the mean slope.
    const gradient = tf
      .grad((given: Tensor) => penalty(given).asScalar())(w())
      .dataSync();
    for (const [k, value] of gradient.entries())
      expect(value).toBeCloseTo(gamma * mean(expected.map((slope) => slope[k])), 4);
  });

  it('the slope penalty is two-sided, between the pictures', () => {
    const lambda = 10;
    const mix = [0.1, 0.5, 0.95];
    const penalty = (given: Tensor) =>
      slopePenalty(
        judge(given, curvature),
        pictures(real),
        pictures(fake),
        tf.tensor4d(mix, [3, 1, 1, 1]),
        lambda,
      );
    const between = rows(real).map((row, i) =>
      row.map((value, k) => mix[i] * value + (1 - mix[i]) * rows(fake)[i][k]),
    );
    const expected = slopes(between);
    const lengths = expected.map((slope) => Math.sqrt(squared(slope)));
    expect(penalty(w()).dataSync()[0]).toBeCloseTo(lambda * mean(lengths.map((l) => (l - 1) ** 2)), 3);
    const gradient = tf
      .grad((given: Tensor) => penalty(given).asScalar())(w())
      .dataSync();
    for (const [k, value] of gradient.entries())
      expect(value).toBeCloseTo(
        lambda * mean(expected.map((slope, i) => (2 * (lengths[i] - 1) * slope[k]) / lengths[i])),
        3,
      );
    // A slope of ½ costs as much as one of 1½.
    const flat = (length: number) =>
      slopePenalty(
        judge(tf.tensor4d([length, 0, 0, 0], [1, 2, 2, 1]), 0),
        pictures(real),
        pictures(fake),
        tf.tensor4d(mix, [3, 1, 1, 1]),
        lambda,
      ).dataSync()[0];
    for (const length of [0.5, 1.5]) expect(flat(length)).toBeCloseTo(lambda / 4, 4);
    expect(flat(1)).toBeCloseTo(0, 5);
  });

  it('LeCam holds outputs to the running means of the other kind', () => {
    const anchors = { realAnchor: tf.scalar(0.8), fakeAnchor: tf.scalar(-0.5) };
    const penalty = (reals: number[], fakes: number[]) =>
      leCamPenalty(tf.tensor2d(reals, [2, 1]), tf.tensor2d(fakes, [2, 1]), anchors, 0.3).dataSync()[0];
    // (1.5² + 0²)/2 for the reals above −0.5, (2.8² + 0²)/2 for the fakes below 0.8.
    expect(penalty([1, -2], [-2, 3])).toBeCloseTo(0.3 * (1.5 ** 2 / 2 + 2.8 ** 2 / 2), 5);
    expect(penalty([-0.6, -2], [0.9, 3])).toBe(0);
  });
});
