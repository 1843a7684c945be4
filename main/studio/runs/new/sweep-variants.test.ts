import { expect, it } from 'vitest';
import { planConfig, presets } from '../../../presets/index.ts';
import { sweepVariants } from './sweep-variants.ts';

const base = planConfig(presets['draft-32'], { seed: 42, datasetChannels: 3 });

it('multiplies γ of both penalties and changes nothing else', () => {
  const factors = [0.25, 0.5, 1, 2, 4];
  const variants = sweepVariants(base, 'gamma', factors);
  expect(variants.map(({ value }) => value)).toEqual(factors);
  for (const { value, config } of variants)
    expect(config).toEqual({ ...base, r1Gamma: base.r1Gamma * value, r2Gamma: base.r2Gamma * value });
  expect(base.r1Gamma).toBeGreaterThan(0);
});

it('multiplies both learning rates', () => {
  const [half] = sweepVariants(base, 'learning-rate', [0.5, 2]);
  expect(half.config).toEqual({
    ...base,
    generatorLearningRate: base.generatorLearningRate / 2,
    discriminatorLearningRate: base.discriminatorLearningRate / 2,
  });
});

it('takes seeds as they are', () => {
  expect(sweepVariants(base, 'seed', [1, 2, 3]).map(({ config }) => config.seed)).toEqual([1, 2, 3]);
});

it.each([
  ['a value twice', base, 'seed', [1, 1], /twice/],
  ['half a seed', base, 'seed', [1, 1.5], /seed 1.5/],
  ['a rate above 1', base, 'learning-rate', [1, 1e6], /× 1000000/],
  ['no rate at all', base, 'learning-rate', [0, 1], /× 0/],
  ['γ where there is none', { ...base, r1Gamma: 0, r2Gamma: 0 }, 'gamma', [1, 2], /no γ/],
] as const)('refuses %s', (_, config, axis, values, message) => {
  expect(() => sweepVariants(config, axis, values)).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringMatching(message) }),
  );
});
