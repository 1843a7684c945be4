import { expect, test } from 'vitest';
import { planConfig, presets } from './index.ts';
import { networkLink, rankSpeed } from './rank-speed.ts';

const config = planConfig(presets['standard-64'], { seed: 1, datasetChannels: 3 });
const speed = (ranks: number, stepSeconds: number, gigabits: number, onOneProcessor = false) =>
  rankSpeed({ config, stepSeconds, ranks, onOneProcessor }, networkLink(gigabits * 1e9, 50e-6, ranks));

test('the gradients of 3.4 million weights, projected heads among them, are added up in a step', () => {
  expect(speed(2, 1, 10).bytesPerStep).toBeCloseTo(4 * 3.4e6, -5);
});

test('a ring of many ranks sends about twice the bytes', () => {
  expect(networkLink(8e9, 0, 2).bytesPerSecond).toBeCloseTo(1e9, 0);
  expect(networkLink(8e9, 0, 512).bytesPerSecond / 0.5e9).toBeCloseTo(1, 2);
});

test('ranks pay where a step is long against what it exchanges', () => {
  const long = speed(4, 2, 10);
  expect(long.pays).toBe(true);
  expect(long.speedUp).toBeGreaterThan(3.5);
  expect(long.speedUp).toBeLessThan(4);
  expect(speed(4, 0.05, 0.1)).toMatchObject({ pays: false });
});

test('ranks on one processor never pay', () => {
  for (const ranks of [2, 8, 64]) expect(speed(ranks, 60, 1000, true).pays).toBe(false);
});
