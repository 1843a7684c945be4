import { describe, expect, it } from 'vitest';
import type { StepMode } from '../../../contract/engines.ts';
import { PresetId } from '../../../contract/presets.ts';
import { loadEngine } from '../../engines/index.ts';
import { fullyRegularised, randomPictures, shallowConfig } from '../../testing/small-runs.ts';
import { DataOrder } from '../data/data.ts';
import {
  createTrainingState,
  disposeTrainingState,
  stateVariables,
  type TrainingState,
} from '../state/training-state.ts';
import { createStepRunner } from './step-runner.ts';

// As a training's process has it; read when TensorFlow is loaded.
process.env['TF_XLA_FLAGS'] = '--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit';
const hasTensorFlow = await loadEngine('tensorflow', 0).then(
  () => true,
  () => false,
);

/** XLA sums in another order: a loss may differ by this much over a few steps from the same state, and more where it is large. */
const lossTolerance = 5e-4;
/** A float32 number is rounded to this share of itself. */
const rounding = 2 ** -24;
/** A sum of n terms is off by n roundings of their sizes (Higham 2002, §3.1): the longest here adds 4 pictures of 64² pixels. */
const gradientTolerance = 4 * 64 ** 2 * rounding;
/** Biases before a batch norm have no gradient but what is left of terms of about 1 that cancel each other. */
const leastGradient = 16 * rounding;
const steps = 8;

describe.runIf(hasTensorFlow)('a step compiled by XLA (needs native TensorFlow)', () => {
  it.each(PresetId.options)('of %s agrees with the eager one, step by step', async (preset) => {
    // Compiling takes nearly all of the time, for each operation as long as for a large one.
    // With so large an ε Adam's steps are as long as gradients are, where otherwise the sign of those near zero decides.
    // Projected heads are never compiled by XLA.
    const config = shallowConfig(preset, { ...fullyRegularised(preset), adamEpsilon: 1, projectedWeight: 0 });
    const source = randomPictures(config);
    const order = new DataOrder(source.trainedCount, config.seed);
    const [reference, state] = [createTrainingState(config), createTrainingState(config)];
    const start = values(reference);
    const eager = await createStepRunner(reference, 'eager');
    const compiled = await createStepRunner(state, 'graph+xla');
    expect(compiled.reason).toBeUndefined();
    expect(compiled.mode).toBe<StepMode>('graph+xla');
    const learningRate = Math.max(config.generatorLearningRate, config.discriminatorLearningRate);
    for (let step = 0; step < steps; step++) {
      const expected = await eager.step(source, order);
      const actual = await compiled.step(source, order);
      for (const key of ['dLoss', 'gLoss', 'dReal', 'dFake'] as const) {
        expect(Math.abs(actual[key] - expected[key])).toBeLessThan(
          lossTolerance * Math.max(1, Math.abs(expected[key])),
        );
      }
    }
    await compiled.sync();
    const [wanted, made] = [values(reference), values(state)];
    let moved = 0;
    for (const [name, expected] of wanted) {
      const ways = distance(expected, start.get(name));
      const allowed =
        gradientTolerance * ways +
        steps * rounding * distance(expected, new Float32Array(expected.length)) +
        steps * learningRate * leastGradient * Math.sqrt(expected.length);
      expect(distance(made.get(name), expected), name).toBeLessThan(allowed);
      if (ways > 100 * allowed) moved += 1;
    }
    // Many have gone much further than may be apart, or nothing was compared.
    expect(moved).toBeGreaterThan(wanted.size / 3);
    compiled.dispose();
    source.close();
    disposeTrainingState(reference);
    disposeTrainingState(state);
  });
});

/** Weights and averages by name; what Adam keeps shows in them. */
const values = (state: TrainingState): ReadonlyMap<string, Float32Array> =>
  new Map(
    [...stateVariables(state)].flatMap(([name, variable]) =>
      /\.[mv]$/.test(name) ? [] : [[name, variable.dataSync<'float32'>().slice()]],
    ),
  );

function distance(a: Float32Array = new Float32Array(), b: Float32Array = new Float32Array()): number {
  expect(a).toHaveLength(b.length);
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0));
}
