import { expect, it } from 'vitest';
import type { PixelBatch } from '../../../protocol/pixels.ts';
import { randomStream } from '../../../protocol/random.ts';
import { loadEngine } from '../../engines/index.ts';
import { tf } from '../../engines/tf.ts';
import { drawnPictures } from '../../testing/drawn-pictures.ts';
import { gaussianFeatures } from '../../testing/gaussian-features.ts';
import { featureMetrics } from '../index.ts';
import { fitPca } from '../pca.ts';
import { resizePictures } from '../resize.ts';
import { fitWhitening } from '../whiten.ts';
import type { Embedding } from './embedding.ts';
import { pixelEmbedding } from './pixels.ts';
import { loadRandomNetwork } from './random-network.ts';

await loadEngine('wasm', 0);

const smaller = async (pictures: PixelBatch, side: number): Promise<PixelBatch> =>
  resizePictures(await resizePictures(pictures, side, 1), 32, 1);

function noisy(pictures: PixelBatch, sigma: number): PixelBatch {
  const grain = randomStream(1, 'grain', 0).fillNormal(new Float32Array(pictures.data.length));
  const data = pictures.data.map((value, i) => Math.max(0, Math.min(255, value + sigma * grain[i])));
  return { ...pictures, data };
}

/** Measures pictures against the reals, which are looked at once. */
async function against(embedding: Embedding, reals: PixelBatch) {
  const known = await embedding.embed(reals);
  const comparable = embedding.fitTo(known);
  const comparableReals = comparable(known);
  return async (pictures: PixelBatch) => {
    const fakes = comparable(await embedding.embed(pictures));
    return {
      kid: featureMetrics.kid.measure(comparableReals, fakes),
      fid: featureMetrics.fid.measure(comparableReals, fakes),
    };
  };
}

it.each([
  ['a random network', loadRandomNetwork(), { sides: [16, 4], sigmas: [20, 80] }],
  // The main directions in which pictures differ are blind to fine grain.
  ['pixels', pixelEmbedding, { sides: [4], sigmas: [80] }],
])('rank blurred and noisy pictures rightly through %s', async (_, embedding, { sides, sigmas }) => {
  const reals = drawnPictures('reals', 150);
  const others = drawnPictures('others', 150);
  const score = await against(embedding, reals);
  const best = await score(others);
  const ladders = [
    await Promise.all(sides.map((side) => smaller(others, side))),
    sigmas.map((sigma) => noisy(others, sigma)),
  ];
  for (const steps of ladders) {
    const scores = [best];
    for (const step of steps) scores.push(await score(step));
    for (const metric of ['kid', 'fid'] as const) {
      const values = scores.map((each) => each[metric]);
      expect(values, metric).toEqual(values.toSorted((a, b) => a - b));
    }
  }
});

it('gives the same features each time, alone or in company, and leaves nothing behind', async () => {
  const network = loadRandomNetwork();
  const others = drawnPictures('others', 40);
  const all = await network.embed(others);
  const tensors = tf.memory().numTensors;
  const first = await network.embed({ ...others, count: 1, data: others.data.subarray(0, 32 * 32) });
  expect(tf.memory().numTensors).toBe(tensors);
  expect(first.size).toBe(all.size);
  for (let i = 0; i < first.size; i++) expect(first.values[i]).toBeCloseTo(all.values[i], 3);
  network.dispose();
  expect(tf.memory().numTensors).toBeLessThan(tensors);
});

it('finds the directions of most variance', () => {
  const spread = [0.5, 3, 0.1, 10, 1];
  const rows = gaussianFeatures('pca', 300, 5, { scale: (i) => spread[i], mean: (i) => i });
  const projected = fitPca(rows, 2)(rows);
  const variance = (component: number) =>
    Array.from({ length: 300 }, (_, row) => projected.values[row * 2 + component] ** 2).reduce(
      (a, b) => a + b,
    ) / 299;
  expect(Math.sqrt(variance(0))).toBeCloseTo(10, -0.5);
  expect(Math.sqrt(variance(1))).toBeCloseTo(3, -0.2);
});

it('whitens: every component of the fitted rows has mean 0 and variance 1', () => {
  const rows = gaussianFeatures('whiten', 200, 6, { scale: (i) => 1 + i ** 2, mean: () => 3 });
  const { values, size } = fitWhitening(rows)(rows);
  expect(size).toBe(6);
  for (let i = 0; i < size; i++) {
    const column = Array.from({ length: 200 }, (_, row) => values[row * size + i]);
    const mean = column.reduce((a, b) => a + b) / 200;
    expect(mean).toBeCloseTo(0, 4);
    expect(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 199).toBeCloseTo(1, 3);
  }
});
