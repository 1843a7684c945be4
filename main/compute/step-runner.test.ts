import { expect, it } from 'vitest';
import { preferredMode } from '../contract/run-config.ts';
import { DataOrder } from './data.ts';
import { loadEngine } from './engines/index.ts';
import { createStepRunner } from './step-runner.ts';
import { randomPictures, smallConfig } from './testing/small-runs.ts';
import { createTrainingState, disposeTrainingState } from './training-state.ts';

it('prefers XLA where it is faster, but never where bits count', () => {
  const free = { deterministic: false, architecture: 'dcgan' } as const;
  const exact = { ...free, deterministic: true };
  expect(preferredMode('auto', free)).toBe('graph+xla');
  expect(preferredMode('auto', { ...free, architecture: 'mlp' })).toBe('graph');
  expect(preferredMode('graph+xla', { ...free, architecture: 'mlp' })).toBe('graph+xla');
  expect(preferredMode('auto', exact)).toBe('graph');
  expect(preferredMode('graph+xla', exact)).toBe('graph');
  expect(preferredMode('eager', free)).toBe('eager');
  expect(preferredMode('graph', free)).toBe('graph');
});

it('falls back to eager steps on an engine that cannot compile, says so, and trains', async () => {
  await loadEngine('wasm', 0);
  const config = smallConfig('draft-32');
  const source = randomPictures(config);
  const state = createTrainingState(config);
  const runner = await createStepRunner(state, 'auto');
  expect(runner).toMatchObject({ mode: 'eager', reason: 'Only the TensorFlow engine can compile steps.' });
  const row = runner.step(source, new DataOrder(source.trainedCount, 1));
  expect(row.nimg).toBe(config.batchSize);
  expect(Number.isFinite(row.dLoss)).toBe(true);
  runner.dispose();
  source.close();
  disposeTrainingState(state);
});
