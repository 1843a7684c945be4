import { describe, expect, it } from 'vitest';
import type { StepMode } from '../../../contract/engines.ts';
import { PresetId } from '../../../contract/presets.ts';
import { loadEngine } from '../../engines/index.ts';
import { fullyRegularised, randomPictures, shallowConfig } from '../../testing/small-runs.ts';
import { DataOrder } from '../data/data.ts';
import { createTrainingState, disposeTrainingState, stateVariables } from '../state/training-state.ts';
import { createStepRunner } from './step-runner.ts';

// As a training's process has it; read when TensorFlow is loaded.
process.env['TF_XLA_FLAGS'] = '--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit';
const hasTensorFlow = await loadEngine('tensorflow', 0).then(
  () => true,
  () => false,
);

/** XLA sums in another order: a loss may differ by this much over a few steps from the same state, and more where it is large. */
const lossTolerance = 5e-4;
/** And a weight by this share of Adam's step, which is what the sign of a gradient near zero decides. */
const weightTolerance = 0.05;
/** Without momentum, Adam's first steps are that sign times the learning rate: deep networks have many such gradients. */
const shareApart = 0.12;

describe.runIf(hasTensorFlow)('a step compiled by XLA (needs native TensorFlow)', () => {
  it.each(PresetId.options)('of %s agrees with the eager one, step by step', async (preset) => {
    // Compiling takes nearly all of the time, for each operation as long as for a large one.
    const config = shallowConfig(preset, fullyRegularised(preset));
    const source = randomPictures(config);
    const order = new DataOrder(source.trainedCount, config.seed);
    const [reference, state] = [createTrainingState(config), createTrainingState(config)];
    const eager = await createStepRunner(reference, 'eager');
    const compiled = await createStepRunner(state, 'graph+xla');
    expect(compiled.reason).toBeUndefined();
    expect(compiled.mode).toBe<StepMode>('graph+xla');
    const learningRate = Math.max(config.generatorLearningRate, config.discriminatorLearningRate);
    for (let step = 0; step < 8; step++) {
      const expected = await eager.step(source, order);
      const actual = await compiled.step(source, order);
      for (const key of ['dLoss', 'gLoss', 'dReal', 'dFake'] as const) {
        expect(Math.abs(actual[key] - expected[key])).toBeLessThan(
          lossTolerance * Math.max(1, Math.abs(expected[key])),
        );
      }
    }
    await compiled.sync();
    const weights = stateVariables(state);
    let apart = 0;
    let count = 0;
    for (const [name, variable] of stateVariables(reference)) {
      if (/\.[mv]$/.test(name)) continue;
      const [expected, actual] = [variable.dataSync(), weights.get(name)?.dataSync()];
      for (const [i, value] of expected.entries()) {
        count += 1;
        if (Math.abs(value - (actual?.[i] ?? Number.NaN)) > weightTolerance * learningRate) apart += 1;
      }
    }
    expect(count).toBeGreaterThan(1000);
    expect(apart / count).toBeLessThan(shareApart);
    compiled.dispose();
    source.close();
    disposeTrainingState(reference);
    disposeTrainingState(state);
  });
});
