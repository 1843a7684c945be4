import { expect, it } from 'vitest';
import { planConfig, presets } from '../../presets/index.ts';
import { meanStepMs } from './step-time.ts';

const plain = { seed: 1, datasetChannels: 1 } as const;
const steps = (count: number, ms: (step: number) => number) =>
  Array.from({ length: count }, (_, step) => ({ step, ms: ms(step) }));

it('counts dear steps as often as they come', () => {
  const config = planConfig(presets['draft-32'], plain);
  expect(config.r1IntervalSteps).toBe(16);
  // 20 steps hold two of the dear ones; a run has one in 16.
  expect(
    meanStepMs(
      config,
      steps(20, (step) => (step % 16 === 0 ? 260 : 100)),
    ),
  ).toBe(110);
});

it('is not moved by a pause of the machine', () => {
  const config = planConfig(presets['classic-dcgan'], plain);
  expect(
    meanStepMs(
      config,
      steps(20, (step) => (step === 7 ? 5000 : 50)),
    ),
  ).toBe(50);
});

it('knows that a critic learns alone most of the time', () => {
  const config = planConfig(presets['classic-wgan-gp'], plain);
  expect(
    meanStepMs(
      config,
      steps(20, (step) => (step % 5 === 4 ? 200 : 100)),
    ),
  ).toBe(120);
  expect(
    meanStepMs(
      config,
      steps(3, () => 100),
    ),
  ).toBe(100);
});
