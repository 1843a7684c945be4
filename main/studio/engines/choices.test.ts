import { expect, it } from 'vitest';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { planConfig, presets } from '../../presets/index.ts';
import { workKey } from './choices.ts';

const config = planConfig(presets['standard-64'], { seed: 1, datasetChannels: 1 });
const keyWith = (change: Partial<RunConfig>) => workKey({ ...config, ...change });

it('takes a run with other limits, grids or seeds for the same work', () => {
  for (const change of [
    { seed: 2 },
    { maxKimg: 7 },
    { maxMinutes: 7 },
    { stopBelowKid: 0.1 },
    { coachActs: !config.coachActs },
    { tensorBoard: !config.tensorBoard },
    { tickKimg: config.tickKimg + 1, gridRows: 3, gridColumns: 3 },
  ] satisfies Partial<RunConfig>[])
    expect(keyWith(change), JSON.stringify(change)).toBe(keyWith({}));
});

it('takes a run whose steps compute something else for other work', () => {
  const keys = (
    [
      {},
      { channels: 3 },
      { batchSize: config.batchSize + 2 },
      { r1Gamma: config.r1Gamma + 1 },
      { projectedWeight: 0 },
      { deterministic: !config.deterministic },
      { generatorLearningRate: 0.5 },
    ] satisfies Partial<RunConfig>[]
  ).map(keyWith);
  expect(new Set(keys).size).toBe(keys.length);
});
