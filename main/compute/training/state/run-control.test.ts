import { expect, it } from 'vitest';
import { PresetId } from '../../../contract/presets.ts';
import { heldOutIntervalSteps } from '../../../contract/runs/step-columns.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { augmentCeiling, followHeldOut, followLogits, initialControl, overfitting } from './run-control.ts';

const config = {
  ...planConfig(presets['draft-32'], { seed: 1, datasetChannels: 3, imageCount: 3000 }),
  augmentProbability: 0.5,
  augmentTarget: 0.4,
};
/** The means stand where the first numbers put them. */
const seen = (real: number, fake: number) => followLogits(initialControl(config), real, fake);

it('has r_v of the paper', () => {
  expect(overfitting(initialControl(config))).toBeUndefined();
  expect(overfitting(seen(2, -1))).toBeUndefined();
  expect(overfitting({ ...seen(2, -1), heldOutAnchor: 2 })).toBe(0);
  expect(overfitting({ ...seen(2, -1), heldOutAnchor: -1 })).toBe(1);
  expect(overfitting({ ...seen(2, -1), heldOutAnchor: 1 })).toBeCloseTo(1 / 3, 10);
  // A discriminator that tells nothing apart says nothing of overfitting.
  expect(overfitting({ ...seen(-1, -1), heldOutAnchor: 3 })).toBeUndefined();
});

it('moves the chance by what 500,000 images would take from 0 to 1', () => {
  const perLook = (config.batchSize * heldOutIntervalSteps) / 500_000;
  expect(followHeldOut(seen(2, -1), 0, config).augmentProbability).toBeCloseTo(0.5 + perLook, 10);
  expect(followHeldOut(seen(2, -1), 2, config).augmentProbability).toBeCloseTo(0.5 - perLook, 10);
  const fixed = { ...config, augmentTarget: 0 };
  expect(followHeldOut(seen(2, -1), 0, fixed).augmentProbability).toBe(0.5);
});

it('keeps the chance between none and where augmentations leak', () => {
  const overfit = (augmentProbability: number, heldOut: number) =>
    followHeldOut({ ...seen(2, -1), augmentProbability }, heldOut, config).augmentProbability;
  expect(overfit(augmentCeiling, -1)).toBe(augmentCeiling);
  expect(overfit(0, 2)).toBe(0);
});

it('follows logits with a half-life of 69 steps', () => {
  let control = seen(0, 0);
  for (let step = 0; step < 69; step++) control = followLogits(control, 1, -1);
  expect(control.realAnchor).toBeCloseTo(0.5, 2);
  expect(control.fakeAnchor).toBeCloseTo(-0.5, 2);
});

it('looks at held-out pictures at every distance from a lazy penalty', () => {
  for (const preset of PresetId.options) {
    const { r1IntervalSteps, discriminatorSteps } = planConfig(presets[preset], {
      seed: 1,
      datasetChannels: 1,
    });
    for (const interval of [r1IntervalSteps, discriminatorSteps]) {
      const distances = Array.from(
        { length: interval },
        (_, look) => (look * heldOutIntervalSteps) % interval,
      );
      expect(new Set(distances).size).toBe(interval);
    }
  }
});
