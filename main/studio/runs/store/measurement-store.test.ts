import { expect, it } from 'vitest';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { workOf } from './measurement-store.ts';

const config = planConfig(presets['standard-64'], { seed: 1, datasetChannels: 1 });
const work = (changed: Partial<RunConfig> & Record<string, unknown> = {}) =>
  workOf({ config: { ...config, ...changed }, engine: 'wasm', mode: 'graph' });

it.each<Partial<RunConfig>>([
  { seed: 7, maxKimg: 3, maxMinutes: 2, stopBelowKid: 0.1 },
  { generatorLearningRate: 0.5, learningRateDecayKimg: 9, adamEpsilon: 0.1 },
  { gammaDecayKimg: 8, gammaEnd: 0.5, gridRows: 2, tickKimg: 3, flips: !config.flips },
  { tensorBoard: true, coachActs: false },
  { r1Gamma: 2 * config.r1Gamma, projectedWeight: 2 * config.projectedWeight },
])('takes steps with %o for as long as those without', (changed) => {
  expect(work(changed)).toBe(work());
});

it.each<Partial<RunConfig>>([
  { projectedWeight: 0 },
  { r1Gamma: 0 },
  { r1IntervalSteps: config.r1IntervalSteps + 1 },
  { batchSize: 2 * config.batchSize },
  { microBatches: 2 },
  { generatorWidths: config.generatorWidths.map((width) => 2 * width) },
  { deterministic: true },
  { freezeLayers: 1 },
])('takes steps with %o for other work', (changed) => {
  expect(work(changed)).not.toBe(work());
});

it('takes a field that is new for a part of the work', () => {
  expect(work({ yetToCome: 1 })).not.toBe(work());
});
