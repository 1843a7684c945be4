import { expect, it } from 'vitest';
import { gammaFactor, learningRateFactor } from './schedules.ts';

it('lets learning rates fall in a straight line to nothing', () => {
  const factor = (nimg: number) =>
    learningRateFactor({ learningRateConstantKimg: 0, learningRateDecayKimg: 200 }, nimg);
  expect([0, 50_000, 100_000, 200_000, 300_000].map(factor)).toEqual([1, 0.75, 0.5, 0, 0]);
  expect(learningRateFactor({ learningRateConstantKimg: 0, learningRateDecayKimg: 0 }, 1e9)).toBe(1);
});

it('lets learning rates fall with the root of the images after a length', () => {
  const factor = (nimg: number) =>
    learningRateFactor({ learningRateConstantKimg: 20, learningRateDecayKimg: 0 }, nimg);
  expect([0, 20_000, 80_000, 180_000, 2_000_000].map(factor)).toEqual([1, 1, 0.5, 1 / 3, 0.1]);
  // Both together.
  expect(learningRateFactor({ learningRateConstantKimg: 20, learningRateDecayKimg: 160 }, 80_000)).toBe(0.25);
});

it('lets γ fall along half a cosine to its end', () => {
  const factor = (nimg: number) => gammaFactor({ gammaDecayKimg: 200, gammaEnd: 0.1 }, nimg);
  expect(factor(0)).toBe(1);
  expect(factor(100_000)).toBeCloseTo(0.55, 10);
  // A third of the way, the cosine has fallen by a quarter.
  expect(factor(200_000 / 3)).toBeCloseTo(0.1 + 0.9 * 0.75, 10);
  expect(factor(200_000)).toBeCloseTo(0.1, 10);
  expect(factor(900_000)).toBeCloseTo(0.1, 10);
  expect(gammaFactor({ gammaDecayKimg: 0, gammaEnd: 0.1 }, 1e9)).toBe(1);
});
