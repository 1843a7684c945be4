import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepMode } from '../../../contract/engines.ts';
import { PresetId } from '../../../contract/presets.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { seededLatents } from '../../../protocol/seeded-latents.ts';
import { loadEngine } from '../../engines/index.ts';
import { tf } from '../../engines/tf.ts';
import { fullyRegularised, randomPictures, smallConfig } from '../../testing/small-runs.ts';
import { DataOrder } from '../data/data.ts';
import {
  createTrainingState,
  disposeTrainingState,
  stateVariables,
  type TrainingState,
} from '../state/training-state.ts';
import type { StepRunner } from './runner.ts';
import { createStepRunner, eagerSteps } from './step-runner.ts';

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

/** A training at some moment: the losses of its steps, weights, slots and averages, and faces drawn then. */
interface Moment {
  losses: number[];
  weights: Map<string, ArrayLike<number>>;
  faces: Uint8Array;
}

/** A training at its start, which goes on by the steps of any runner. */
function begin(preset: PresetId, change: Partial<RunConfig> = {}) {
  const config = smallConfig(preset, { ...fullyRegularised(preset), deterministic: true, ...change });
  const source = randomPictures(config);
  const state = createTrainingState(config);
  const variables = stateVariables(state);
  const read = () => new Map([...variables].map(([name, variable]) => [name, variable.dataSync().slice()]));
  const first = { weights: read(), control: { ...state.control } };
  let order = new DataOrder(source.trainedCount, config.seed);
  let losses: number[] = [];
  return {
    state,
    /** Some steps; afterwards the state is up to date, whatever the runner works on. */
    async goOn(runner: StepRunner, steps: number): Promise<Moment> {
      for (let step = 0; step < steps; step++) {
        const { dLoss, gLoss, dReal, dFake } = await runner.step(source, order);
        losses.push(dLoss, gLoss, dReal, dFake);
      }
      const { data: faces } = await runner.draw(seededLatents(1, 0, 3, config.latentSize));
      await runner.sync();
      return { losses: [...losses], weights: read(), faces };
    },
    /** Back to the start; a runner that keeps a state of its own has to load it. */
    startAgain(): void {
      for (const [name, values] of first.weights) {
        const variable = variables.get(name);
        if (variable !== undefined) tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
      }
      Object.assign(state, { step: 0, nimg: 0, control: { ...first.control } });
      order = new DataOrder(source.trainedCount, config.seed);
      losses = [];
    },
    end(): void {
      source.close();
      disposeTrainingState(state);
    },
  };
}

async function compiled(state: TrainingState): Promise<StepRunner> {
  const runner = await createStepRunner(state, 'graph');
  expect(runner.reason).toBeUndefined();
  expect(runner.mode).toBe<StepMode>('graph');
  return runner;
}

/** A training whose steps are all made in one mode. */
async function train(preset: PresetId, mode: 'eager' | 'graph', steps: number, change?: Partial<RunConfig>) {
  const training = begin(preset, change);
  const runner = mode === 'eager' ? eagerSteps(training.state) : await compiled(training.state);
  const moment = await training.goOn(runner, steps);
  runner.dispose();
  training.end();
  return moment;
}

describe.runIf(hasTensorFlow).each(PresetId.options)('a compiled step of %s', (preset) => {
  /** Eager steps only. */
  let [after12, after50]: Moment[] = [];
  /** Eager steps, compiled ones, and eager ones again. */
  let mixed: Moment;
  let graph: Moment;

  // Compiling takes as long as fifty steps, so both cases share one program and one eager training.
  beforeAll(async () => {
    const eager = begin(preset);
    after12 = await eager.goOn(eagerSteps(eager.state), 12);
    after50 = await eager.goOn(eagerSteps(eager.state), 38);
    eager.end();
    const other = begin(preset);
    await other.goOn(eagerSteps(other.state), 4);
    const runner = await compiled(other.state);
    await other.goOn(runner, 4);
    mixed = await other.goOn(eagerSteps(other.state), 4);
    other.startAgain();
    runner.load();
    graph = await other.goOn(runner, 50);
    runner.dispose();
    other.end();
  });

  it('is the eager one, bit for bit, for 50 steps', () => {
    expect(graph.losses).toEqual(after50.losses);
    expect(graph.weights).toEqual(after50.weights);
    expect(graph.faces).toEqual(after50.faces);
    // Training did something, and not the same every time.
    expect(new Set(after50.losses).size).toBeGreaterThan(150);
  });

  it('goes on in the other mode, bit for bit', () => {
    expect(mixed).toEqual(after12);
  });
});

describe.runIf(hasTensorFlow)('a compiled step', () => {
  it('in parts is the eager one, bit for bit', async () => {
    const split = { microBatches: 2, r1IntervalSteps: 2 };
    const eager = await train('standard-64', 'eager', 12, split);
    expect(await train('standard-64', 'graph', 12, split)).toEqual(eager);
    expect(eager.losses).not.toEqual((await train('standard-64', 'eager', 12)).losses);
  });

  it('leaves no tensor behind', async () => {
    const config = smallConfig('draft-32');
    const source = randomPictures(config);
    const order = new DataOrder(source.trainedCount, config.seed);
    const state = createTrainingState(config);
    const before = tf.memory().numTensors;
    const runner = await createStepRunner(state, 'graph');
    expect(tf.memory().numTensors).toBe(before);
    for (let step = 0; step < 6; step++) await runner.step(source, order);
    await runner.draw(seededLatents(1, 0, 70, config.latentSize));
    await runner.sync();
    expect(tf.memory().numTensors).toBe(before);
    runner.dispose();
    source.close();
    disposeTrainingState(state);
  });
});
