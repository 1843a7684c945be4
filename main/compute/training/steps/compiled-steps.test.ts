import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepMode } from '../../../contract/engines.ts';
import { PresetId } from '../../../contract/presets.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { seededLatents } from '../../../protocol/seeded-latents.ts';
import { loadEngine } from '../../engines/index.ts';
import { tf } from '../../engines/tf.ts';
import { fullyRegularised, randomPictures, shallowConfig } from '../../testing/small-runs.ts';
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

/** What a training goes on from: a moment, and what is counted. */
interface Place extends Pick<Moment, 'losses' | 'weights'> {
  counted: Pick<TrainingState, 'step' | 'nimg' | 'control'>;
}

/** A training at its start, which goes on by the steps of any runner. */
function begin(preset: PresetId, change: Partial<RunConfig> = {}) {
  // Eager steps take most of the time: for each operation, and then for the pictures in it.
  const fewest = { ...fullyRegularised(preset), deterministic: true, batchSize: 2 };
  const config = shallowConfig(preset, { ...fewest, ...change });
  const source = randomPictures(config);
  const state = createTrainingState(config);
  const variables = stateVariables(state);
  const read = () => new Map([...variables].map(([name, variable]) => [name, variable.dataSync().slice()]));
  const order = new DataOrder(source.trainedCount, config.seed);
  let losses: number[] = [];
  return {
    state,
    place(): Place {
      const { step, nimg, control } = state;
      return { losses, weights: read(), counted: { step, nimg, control } };
    },
    /** Some steps; afterwards the state is up to date, whatever the runner works on. */
    async goOn(runner: StepRunner, steps: number): Promise<Moment> {
      for (let step = 0; step < steps; step++) {
        const { dLoss, gLoss, dReal, dFake } = await runner.step(source, order);
        losses = [...losses, dLoss, gLoss, dReal, dFake];
      }
      const { data: faces } = await runner.draw(seededLatents(1, 0, 3, config.latentSize));
      await runner.sync();
      return { losses, weights: read(), faces };
    },
    /** Back to where it was; a runner that keeps a state of its own has to load it. */
    goBack(to: Place): void {
      for (const [name, values] of to.weights) {
        const variable = variables.get(name);
        if (variable !== undefined) tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
      }
      Object.assign(state, to.counted);
      losses = to.losses;
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

describe.runIf(hasTensorFlow).each(PresetId.options)(
  'a compiled step of %s (needs native TensorFlow)',
  (preset) => {
    /** Eager steps only. */
    let [after12, after50]: Moment[] = [];
    /** Eager steps, compiled ones, and eager ones again. */
    let mixed: Moment;
    let graph: Moment;

    // Both cases share one program and the eager steps.
    beforeAll(async () => {
      const training = begin(preset);
      const eager = eagerSteps(training.state);
      const start = training.place();
      await training.goOn(eager, 4);
      const after4 = training.place();
      after12 = await training.goOn(eager, 8);
      after50 = await training.goOn(eager, 38);
      training.goBack(after4);
      const runner = await compiled(training.state);
      await training.goOn(runner, 4);
      mixed = await training.goOn(eager, 4);
      training.goBack(start);
      runner.load();
      graph = await training.goOn(runner, 50);
      runner.dispose();
      training.end();
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
  },
);

describe.runIf(hasTensorFlow)('a compiled step (needs native TensorFlow)', () => {
  it('in parts is the eager one, bit for bit', async () => {
    const whole = { batchSize: 4, r1IntervalSteps: 2 };
    const split = { ...whole, microBatches: 2 };
    const eager = await train('standard-64', 'eager', 12, split);
    expect(await train('standard-64', 'graph', 12, split)).toEqual(eager);
    expect(eager.losses).not.toEqual((await train('standard-64', 'eager', 12, whole)).losses);
  });

  it('leaves no tensor behind', async () => {
    const config = shallowConfig('draft-32');
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
