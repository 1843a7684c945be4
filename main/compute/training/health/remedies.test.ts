import { expect, it } from 'vitest';
import { HealthCondition } from '../../../contract/runs/health.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { initialControl } from '../state/run-control.ts';
import { isHopeless, mostRollBacks, remedyFor } from './remedies.ts';

const config = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 3, imageCount: 3000 });
const control = initialControl(config);

it('does nothing where it may only tell, and where a run is to be repeatable', () => {
  for (const condition of HealthCondition.options) {
    expect(remedyFor(condition, control, { ...config, coachActs: false })).toBeUndefined();
    expect(remedyFor(condition, control, { ...config, deterministic: true })).toBeUndefined();
  }
});

it('goes back with half the learning rates and twice γ, three times', () => {
  let now = control;
  for (let i = 1; i <= mostRollBacks; i++) {
    const remedy = remedyFor('divergence', now, config);
    expect(remedy?.rollsBack).toBe(true);
    now = { ...now, ...remedy?.change };
    expect(now).toMatchObject({
      gammaScale: 2 ** i,
      generatorRateScale: 2 ** -i,
      discriminatorRateScale: 2 ** -i,
      rollBacks: i,
    });
    expect(isHopeless('divergence', now, config)).toBe(i === mostRollBacks);
  }
  expect(remedyFor('divergence', now, config)).toBeUndefined();
  // Advice alone never ends a run, unless its weights are lost.
  expect(isHopeless('divergence', now, { ...config, coachActs: false })).toBe(false);
  expect(isHopeless('overflow', control, { ...config, coachActs: false })).toBe(true);
});

it('augments more when the discriminator overfits, up to where augmentations leak', () => {
  const chance = (augmentProbability: number) =>
    remedyFor('overfit', { ...control, augmentProbability }, config)?.change.augmentProbability;
  expect(chance(0.2)).toBeCloseTo(0.3, 10);
  expect(chance(0.75)).toBeCloseTo(0.8, 10);
  expect(chance(0.8)).toBeUndefined();
  expect(chance(1)).toBeUndefined();
  expect(remedyFor('overfit', control, { ...config, augmentations: [] })).toBeUndefined();
});

it('slows the discriminator that starves the generator, to an eighth at most', () => {
  let now = { ...control, augmentProbability: 0.2 };
  for (const scale of [1 / 2, 1 / 4, 1 / 8]) {
    now = { ...now, ...remedyFor('starved', now, config)?.change };
    expect(now.discriminatorRateScale).toBe(scale);
  }
  expect(now.augmentProbability).toBeCloseTo(0.5, 10);
  expect(remedyFor('starved', now, config)).toBeUndefined();
});
