import { expect, it } from 'vitest';
import type { PresetId } from '../../../contract/presets.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { estimateMemory } from '../../../presets/memory.ts';
import { fitBatch } from './fit-batch.ts';

const configOf = (preset: PresetId) => planConfig(presets[preset], { seed: 1, datasetChannels: 3 });
/** One unit for each picture that is in memory at once. */
const pictures = ({ batchSize, microBatches }: RunConfig) => batchSize / microBatches;

it('leaves a batch that fits as it is', () => {
  const config = configOf('draft-32');
  expect(fitBatch(config, pictures, 32)).toEqual({ config, adjustments: [] });
});

it('works through a batch in as few parts as will do', () => {
  const { config, adjustments } = fitBatch(configOf('high-128'), pictures, 10);
  expect(config).toEqual({ ...configOf('high-128'), microBatches: 4 });
  expect(adjustments).toMatchObject([{ key: 'microBatches', from: 1, to: 4 }]);
  expect(adjustments[0].sentence).toContain('it is worked through in 4 parts of 8.');
  const odd = { ...configOf('high-128'), batchSize: 30 };
  expect(fitBatch(odd, pictures, 10).config.microBatches).toBe(3);
});

it('splits further what was split by hand', () => {
  const config = { ...configOf('high-128'), microBatches: 2 };
  expect(fitBatch(config, pictures, 10).config).toMatchObject({ batchSize: 32, microBatches: 4 });
});

it('halves the batch of networks that normalise over it', () => {
  const { config, adjustments } = fitBatch(configOf('classic-dcgan'), pictures, 20);
  expect(config).toEqual({ ...configOf('classic-dcgan'), batchSize: 16 });
  expect(adjustments).toMatchObject([{ key: 'batchSize', from: 64, to: 16 }]);
});

it('gives the smallest batch when none fits, of four pictures at least', () => {
  expect(fitBatch(configOf('high-128'), pictures, 1).config.microBatches).toBe(8);
  expect(fitBatch(configOf('classic-dcgan'), pictures, 1).config.batchSize).toBe(4);
  const smallest = { ...configOf('high-128'), batchSize: 4 };
  expect(fitBatch(smallest, pictures, 1)).toEqual({ config: smallest, adjustments: [] });
});

it('estimates more for larger batches, pictures and networks, and less for parts', () => {
  const estimate = (change: Partial<RunConfig> = {}) =>
    estimateMemory({ ...configOf('standard-64'), ...change }, 'tensorflow');
  const plain = estimate();
  expect(estimate({ batchSize: 64 })).toBeGreaterThan(1.3 * plain);
  expect(estimate({ microBatches: 4 })).toBeLessThan(0.7 * plain);
  expect(estimate({ microBatches: 4 })).toBe(estimate({ batchSize: 8 }));
  expect(estimateMemory(configOf('high-128'), 'tensorflow')).toBeGreaterThan(3 * plain);
  const wide = planConfig(presets['standard-64'], { seed: 1, datasetChannels: 3, width: 96 });
  expect(estimateMemory(wide, 'tensorflow')).toBeGreaterThan(1.5 * plain);
});
