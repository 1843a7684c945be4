import { afterAll, describe, expect, it } from 'vitest';
import type { StepMode } from '../../../contract/engines.ts';
import { PresetId } from '../../../contract/presets.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { seededLatents } from '../../../protocol/seeded-latents.ts';
import { loadEngine } from '../../engines/index.ts';
import { tf } from '../../engines/tf.ts';
import { fullyRegularised, randomPictures, smallConfig } from '../../testing/small-runs.ts';
import { DataOrder } from '../data/data.ts';
import { createTrainingState, disposeTrainingState, stateVariables } from '../state/training-state.ts';
import { createStepRunner } from './step-runner.ts';

// What a deterministic run's process gets; read when TensorFlow is loaded.
Object.assign(process.env, {
  TF_NUM_INTRAOP_THREADS: '2',
  TF_NUM_INTEROP_THREADS: '2',
  TF_DETERMINISTIC_OPS: '1',
});
const hasTensorFlow = await loadEngine('tensorflow', 2).then(
  () => true,
  () => false,
);
afterAll(() => tf.disposeVariables());

/** Weights, slots and averages after some steps, their losses, and faces drawn then. */
async function train(
  preset: PresetId,
  modes: readonly StepMode[],
  stepsEach: number,
  change: Partial<RunConfig> = {},
) {
  const config = smallConfig(preset, { ...fullyRegularised(preset), deterministic: true, ...change });
  const source = randomPictures(config);
  const order = new DataOrder(source.trainedCount, config.seed);
  const state = createTrainingState(config);
  const losses: number[] = [];
  let faces: Uint8Array = new Uint8Array();
  for (const mode of modes) {
    const runner = await createStepRunner(state, mode);
    expect(runner.reason).toBeUndefined();
    expect(runner.mode).toBe(mode);
    for (let step = 0; step < stepsEach; step++) {
      const { dLoss, gLoss, dReal, dFake } = runner.step(source, order);
      losses.push(dLoss, gLoss, dReal, dFake);
    }
    faces = runner.draw(seededLatents(1, 0, 3, config.latentSize)).data;
    runner.sync();
    runner.dispose();
  }
  const weights = new Map([...stateVariables(state)].map(([name, variable]) => [name, variable.dataSync()]));
  source.close();
  disposeTrainingState(state);
  return { losses, weights, faces };
}

describe.runIf(hasTensorFlow)('a compiled step', () => {
  it.each(PresetId.options)('of %s is the eager one, bit for bit, for 50 steps', async (preset) => {
    const eager = await train(preset, ['eager'], 50);
    const graph = await train(preset, ['graph'], 50);
    expect(graph.losses).toEqual(eager.losses);
    expect(graph.weights).toEqual(eager.weights);
    expect(graph.faces).toEqual(eager.faces);
    // Training did something, and not the same every time.
    expect(new Set(eager.losses).size).toBeGreaterThan(150);
  });

  it.each(PresetId.options)('of %s goes on in the other mode, bit for bit', async (preset) => {
    const whole = await train(preset, ['eager'], 12);
    expect(await train(preset, ['eager', 'graph', 'eager'], 4)).toEqual(whole);
  });

  it('in parts is the eager one, bit for bit', async () => {
    const split = { microBatches: 2, r1IntervalSteps: 2 };
    const eager = await train('standard-64', ['eager'], 12, split);
    expect(await train('standard-64', ['graph'], 12, split)).toEqual(eager);
    expect(eager.losses).not.toEqual((await train('standard-64', ['eager'], 12)).losses);
  });

  it('leaves no tensor behind', async () => {
    const config = smallConfig('draft-32');
    const source = randomPictures(config);
    const order = new DataOrder(source.trainedCount, config.seed);
    const state = createTrainingState(config);
    const before = tf.memory().numTensors;
    const runner = await createStepRunner(state, 'graph');
    expect(tf.memory().numTensors).toBe(before);
    for (let step = 0; step < 6; step++) runner.step(source, order);
    runner.draw(seededLatents(1, 0, 70, config.latentSize));
    runner.sync();
    expect(tf.memory().numTensors).toBe(before);
    runner.dispose();
    source.close();
    disposeTrainingState(state);
  });
});
