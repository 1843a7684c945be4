import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { PresetId } from '../../../contract/presets.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { StepRow } from '../../../contract/runs/step-columns.ts';
import { type Tensor4D, tf } from '../../engines/tf.ts';
import { enginesHere, useEngine } from '../../testing/engines-here.ts';
import { fullyRegularised, randomPictures, smallConfig } from '../../testing/small-runs.ts';
import { DataOrder } from '../data/data.ts';
import { createTrainingState, disposeTrainingState } from '../state/training-state.ts';
import { splitStepFunctions } from './split-step.ts';
import { discriminatorGradients, generatorGradients } from './step-gradients.ts';
import { batchPart, stepInputs } from './step-inputs.ts';
import { stepKindAt } from './step-phases.ts';
import { eagerCalls, takeStep } from './training-step.ts';

const batchSize = 8;
const parts = 4;

/**
 * The minibatch standard deviation compares the pictures of a part with each other, so here it does so on whole batches too:
 * all else has to be the same.
 */
vi.mock('../../engines/operations.ts', async (original) => {
  const operations = await original<typeof import('../../engines/operations.ts')>();
  const minibatchDeviation = (x: Tensor4D) => {
    const size = batchSize / parts;
    return tf.concat(
      Array.from({ length: Math.ceil(x.shape[0] / size) }, (_, i) =>
        operations.minibatchDeviation(tf.slice(x, i * size, size)),
      ),
    );
  };
  return { ...operations, minibatchDeviation };
});

/** One for each pair of networks that can work through a batch in parts. */
const splittable: PresetId[] = ['draft-32', 'standard-64', 'high-128', 'classic-mlp'];
const configOf = (preset: PresetId, change: Partial<RunConfig> = {}) =>
  smallConfig(preset, { ...fullyRegularised(preset), batchSize, ...change });

describe.each(await enginesHere())('on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it.each(splittable)('adds up gradients of %s to those of the whole batch', (preset) => {
    const config = configOf(preset, { microBatches: parts });
    const state = createTrainingState(config);
    const source = randomPictures(config);
    const kind = stepKindAt(config, 0);
    const functions = splitStepFunctions(state);
    tf.tidy(() => {
      const inputs = stepInputs(state, source, new DataOrder(source.trainedCount, 1));
      for (let i = 0; i < parts; i++) {
        functions.discriminatorPart(kind, batchPart(inputs, i, parts));
        functions.generatorPart(batchPart(inputs, i, parts));
      }
      const whole = {
        discriminator: discriminatorGradients(state, kind, inputs).gradients,
        generator: generatorGradients(state, inputs).gradients,
      };
      for (const network of ['discriminator', 'generator'] as const) {
        const sums = state.gradientSums?.[network];
        expect(sums?.size).toBeGreaterThan(3);
        for (const [name, sum] of sums ?? []) {
          const gradient = whole[network][state[network].get(name)?.name ?? ''];
          const distance = tf.norm(tf.sub(sum, gradient)).dataSync()[0];
          const length = tf.norm(gradient).dataSync()[0];
          expect(distance, `${network} ${name}`).toBeLessThan(1e-4 * length + 1e-6);
        }
      }
    });
    source.close();
    disposeTrainingState(state);
  });

  it.each<PresetId>(['draft-32', 'classic-mlp'])(
    'makes the steps of %s that whole batches make, and leaves no tensor behind',
    async (preset) => {
      const train = async (microBatches: number) => {
        const config = configOf(preset, { microBatches });
        const before = tf.memory().numTensors;
        const state = createTrainingState(config);
        const source = randomPictures(config);
        const order = new DataOrder(source.trainedCount, 1);
        const steady = tf.memory().numTensors;
        const rows: StepRow[] = [];
        for (let i = 0; i < 5; i++) rows.push(await takeStep(state, source, order, eagerCalls(state)));
        expect(tf.memory().numTensors).toBe(steady);
        for (const sum of state.gradientSums?.discriminator.values() ?? [])
          expect(tf.tidy(() => tf.max(tf.abs(sum)).dataSync()[0])).toBe(0);
        source.close();
        disposeTrainingState(state);
        expect(tf.memory().numTensors).toBe(before);
        return rows;
      };
      const whole = await train(1);
      const split = await train(parts);
      expect(split.map(({ nimg }) => nimg)).toEqual(whole.map(({ nimg }) => nimg));
      for (const [i, row] of split.entries()) {
        for (const [column, value] of Object.entries(whole[i])) {
          const difference = Math.abs(value - Number(row[column as keyof typeof row]));
          expect(difference, `${column} of step ${i}`).toBeLessThan(0.01 * Math.abs(value) + 1e-3);
        }
      }
    },
  );
});
