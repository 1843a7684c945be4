import { beforeAll, describe, expect, it } from 'vitest';
import { preferredMode } from '../../../contract/runs/run-config.ts';
import { loadEngine } from '../../engines/index.ts';
import { tf } from '../../engines/tf.ts';
import { enginesHere, useEngine } from '../../testing/engines-here.ts';
import { randomPictures, smallConfig } from '../../testing/small-runs.ts';
import { DataOrder } from '../data/data.ts';
import { createTrainingState, disposeTrainingState, stateVariables } from '../state/training-state.ts';
import { createStepRunner } from './step-runner.ts';

it('prefers XLA where it is faster, but never where bits count', () => {
  const free = { deterministic: false, architecture: 'dcgan', projectedWeight: 0 } as const;
  const exact = { ...free, deterministic: true };
  expect(preferredMode('auto', free)).toBe('graph+xla');
  expect(preferredMode('auto', { ...free, architecture: 'mlp' })).toBe('graph');
  expect(preferredMode('graph+xla', { ...free, architecture: 'mlp' })).toBe('graph+xla');
  expect(preferredMode('auto', exact)).toBe('graph');
  expect(preferredMode('graph+xla', exact)).toBe('graph');
  const throughFaceNetwork = { ...free, projectedWeight: 2 };
  expect(preferredMode('auto', throughFaceNetwork)).toBe('graph');
  expect(preferredMode('graph+xla', throughFaceNetwork)).toBe('graph');
  expect(preferredMode('eager', free)).toBe('eager');
  expect(preferredMode('graph', free)).toBe('graph');
});

describe.each(await enginesHere())('on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it.each(['eager', 'graph'] as const)('a number that is lost is seen, wherever it is: %s', async (mode) => {
    // Batch norms with moving statistics, slots, and an average.
    const config = smallConfig('classic-dcgan', { emaHalfLifeKimg: 1 });
    const state = createTrainingState(config);
    const runner = await createStepRunner(state, mode);
    expect(await runner.isFinite()).toBe(true);
    const variables = stateVariables(state);
    for (const name of ['g.up1.kernel', 'd.norm1.scale.v', 'g.norm0.variance', 'average.dense.kernel']) {
      const variable = variables.get(name);
      if (variable === undefined) throw new Error(`no ${name}`);
      const values = variable.dataSync().slice();
      const put = (value: number) => {
        values[values.length - 1] = value;
        variable.assign(tf.tensor(values, variable.shape));
        runner.load();
      };
      for (const lost of [Number.NaN, Number.POSITIVE_INFINITY]) {
        put(lost);
        expect(await runner.isFinite(), name).toBe(false);
      }
      put(1);
      expect(await runner.isFinite(), name).toBe(true);
    }
    runner.dispose();
    disposeTrainingState(state);
  });
});

it('falls back to eager steps on an engine that cannot compile, says so, and trains', async () => {
  await loadEngine('wasm', 0);
  const config = smallConfig('draft-32');
  const source = randomPictures(config);
  const state = createTrainingState(config);
  const runner = await createStepRunner(state, 'auto');
  expect(runner).toMatchObject({ mode: 'eager', reason: 'Only the TensorFlow engine can compile steps.' });
  const row = await runner.step(source, new DataOrder(source.trainedCount, 1));
  expect(row.nimg).toBe(config.batchSize);
  expect(Number.isFinite(row.dLoss)).toBe(true);
  runner.dispose();
  source.close();
  disposeTrainingState(state);
});
