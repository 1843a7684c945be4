import { expect, it } from 'vitest';
import type { FeatureMetricId } from '../../contract/scores/scores.ts';
import { loadEngine } from '../engines/index.ts';
import { tf } from '../engines/tf.ts';
import { gaussianFeatures } from '../testing/gaussian-features.ts';
import { type Features, joinRows } from './features.ts';
import { halfSampleInterval } from './half-samples.ts';
import { identityDistance } from './identity-distance.ts';
import { featureMetrics } from './index.ts';

await loadEngine('wasm', 0);

const measure = (reals: Features, fakes: Features): Record<FeatureMetricId, number> => ({
  kid: featureMetrics.kid.measure(reals, fakes),
  fid: featureMetrics.fid.measure(reals, fakes),
  precision: featureMetrics.precision.measure(reals, fakes),
  recall: featureMetrics.recall.measure(reals, fakes),
  density: featureMetrics.density.measure(reals, fakes),
  coverage: featureMetrics.coverage.measure(reals, fakes),
});

const firstFeature = (value: number) => (feature: number) => (feature === 0 ? value : 0);

/** Four clusters far apart; `clusters` says which of them. */
const clusters = (name: string, count: number, which: readonly number[]): Features =>
  joinRows(
    which.map((cluster) =>
      gaussianFeatures(`${name} ${cluster}`, count / which.length, 4, {
        mean: (i) => (i === cluster ? 40 : 0),
      }),
    ),
  );

it('agrees with NumPy and SciPy on the same rows', () => {
  const reals = gaussianFeatures('reals', 120, 8);
  const fakes = gaussianFeatures('fakes', 120, 8, { scale: () => 0.8, mean: firstFeature(0.5) });
  // Kernel sums, scipy.linalg.sqrtm of the product and scipy.spatial.distance.cdist in double precision.
  const reference = {
    kid: 0.14965343627391015,
    fid: 0.8556140471862476,
    precision: 0.975,
    recall: 0.675,
    density: 1.4833333333333334,
    coverage: 0.95,
  };
  for (const [id, value] of Object.entries(measure(reals, fakes))) {
    const expected = reference[id as FeatureMetricId];
    expect(Math.abs(value / expected - 1), id).toBeLessThan(1e-4);
  }
  expect(identityDistance(reals, fakes)).toBeCloseTo(0.11605125393321991, 5);
});

it('measures moved and scaled rows as the Fréchet distance of normal distributions has it', () => {
  const reals = gaussianFeatures('frechet', 400, 6, { scale: (i) => 1 + i });
  // Scaling all rows by s scales the root of their covariance: FID = ‖(s − 1)μ + shift‖² + (1 − s)² Tr Σ, exactly.
  const [s, shift] = [0.7, 2];
  const fakes = { ...reals, values: reals.values.map((value, i) => s * value + (i % 6 === 2 ? shift : 0)) };
  let expected = 0;
  for (let feature = 0; feature < 6; feature++) {
    const column = Array.from({ length: 400 }, (_, row) => reals.values[row * 6 + feature]);
    const mean = column.reduce((sum, value) => sum + value, 0) / 400;
    const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 399;
    expected += ((s - 1) * mean + (feature === 2 ? shift : 0)) ** 2 + (1 - s) ** 2 * variance;
  }
  expect(featureMetrics.fid.measure(reals, fakes) / expected).toBeCloseTo(1, 4);
  expect(featureMetrics.fid.measure(reals, reals)).toBeCloseTo(0, 3);
});

it('estimates the kernel distance of two normal distributions without bias', () => {
  const [d, m] = [6, 1.5];
  // Moments of x·y for x, y ~ N(0, I) and N(μ, I), |μ|² = m, put into E (x·y/d + 1)³.
  const among = 1 + 3 / d;
  const moved =
    1 + (3 * m) / d + (3 * (m * m + 2 * m + d)) / d ** 2 + (m ** 3 + 3 * m * (2 * m + d) + 6 * m) / d ** 3;
  const across = 1 + (3 * (m + d)) / d ** 2;
  const expected = among + moved - 2 * across;
  const estimates = Array.from({ length: 40 }, (_, i) =>
    featureMetrics.kid.measure(
      gaussianFeatures(`kid a ${i}`, 100, d),
      gaussianFeatures(`kid b ${i}`, 100, d, { mean: firstFeature(Math.sqrt(m)) }),
    ),
  );
  const mean = estimates.reduce((sum, value) => sum + value, 0) / estimates.length;
  const spread = Math.sqrt(estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 39);
  expect(Math.abs(mean - expected)).toBeLessThan((3 * spread) / Math.sqrt(40));
  // Half-samples of one pair of sets foretell how far estimates from other sets lie.
  const interval = halfSampleInterval(
    estimates[0],
    featureMetrics.kid.measure,
    gaussianFeatures('kid a 0', 100, d),
    gaussianFeatures('kid b 0', 100, d, { mean: firstFeature(Math.sqrt(m)) }),
  );
  expect((interval.high - interval.low) / (2 * 1.96 * spread)).toBeGreaterThan(0.6);
  expect((interval.high - interval.low) / (2 * 1.96 * spread)).toBeLessThan(1.7);
});

it('takes two samples of one distribution for equal', () => {
  const scores = measure(gaussianFeatures('one', 400, 8), gaussianFeatures('other', 400, 8));
  expect(Math.abs(scores.kid)).toBeLessThan(0.03);
  expect(scores.precision).toBeGreaterThan(0.8);
  expect(scores.recall).toBeGreaterThan(0.8);
  expect(scores.density).toBeCloseTo(1, 1);
  // Of k + 1 rows drawn alike, the fake ones are all farther than the k-th real one with chance 2^−k.
  expect(scores.coverage).toBeCloseTo(1 - 2 ** -5, 1);
});

it('finds the same set in itself, and nothing in a distant one', () => {
  const reals = gaussianFeatures('same', 150, 8);
  expect(measure(reals, reals)).toMatchObject({ precision: 1, recall: 1, coverage: 1 });
  const distant = gaussianFeatures('distant', 150, 8, { mean: () => 20 });
  expect(measure(reals, distant)).toMatchObject({ precision: 0, recall: 0, density: 0, coverage: 0 });
  expect(featureMetrics.kid.measure(reals, distant)).toBeGreaterThan(100);
});

it('sees dropped modes: fakes that are good, but of half the kinds', () => {
  const reals = clusters('reals', 200, [0, 1, 2, 3]);
  const whole = measure(reals, clusters('whole', 200, [0, 1, 2, 3]));
  const half = measure(reals, clusters('half', 200, [0, 1]));
  expect(half.precision).toBeGreaterThan(0.8);
  expect(half.recall).toBeCloseTo(0.5, 1);
  expect(half.coverage).toBeCloseTo(0.5, 1);
  expect(half.coverage).toBeLessThan(whole.coverage - 0.3);
  expect(half.kid).toBeGreaterThan(whole.kid + 1);
  expect(half.fid).toBeGreaterThan(whole.fid + 100);
});

it('is not fooled by outliers where density and coverage are asked', () => {
  const reals = gaussianFeatures('with outliers', 200, 2);
  // Three real outliers far out make one huge ball each around a place that is nearly empty.
  reals.values.set([60, 0, 62, 0, 60, 3]);
  const fakes = gaussianFeatures('near outliers', 200, 2, { mean: firstFeature(30) });
  expect(featureMetrics.precision.measure(reals, fakes)).toBeGreaterThan(0.9);
  expect(featureMetrics.density.measure(reals, fakes)).toBeLessThan(0.9);
  expect(featureMetrics.coverage.measure(reals, fakes)).toBeLessThan(0.1);
});

it('measures identities: points of one person against points of another', () => {
  const point = (feature: number): Features => ({
    count: 3,
    size: 2,
    values: Float32Array.from({ length: 6 }, (_, i) => (i % 2 === feature ? 1 : 0)),
  });
  expect(identityDistance(point(0), point(1))).toBeCloseTo(2 * Math.SQRT2, 5);
  expect(identityDistance(point(0), point(0))).toBeCloseTo(0, 5);
});

it('asks for twice as many rows as features where covariances are compared', () => {
  expect(featureMetrics.fid.fewest(128)).toBe(256);
  expect(featureMetrics.kid.fewest(128)).toBe(100);
});

it('leaves no tensor behind', () => {
  const before = tf.memory().numTensors;
  measure(gaussianFeatures('leak a', 110, 4), gaussianFeatures('leak b', 110, 4));
  expect(tf.memory().numTensors).toBe(before);
});
