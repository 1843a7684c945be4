import { beforeAll, describe, expect, it } from 'vitest';
import { PresetId } from '../../../contract/presets.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { heldOutIntervalSteps } from '../../../contract/runs/step-columns.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { type Tensor, type Tensor4D, tf } from '../../engines/tf.ts';
import { architectureOf } from '../../networks/index.ts';
import { enginesHere, useEngine } from '../../testing/engines-here.ts';
import { fullyRegularised, randomPictures, shallowConfig, smallConfig } from '../../testing/small-runs.ts';
import { DataOrder } from '../data/data.ts';
import { zeroCentredPenalty } from '../objective/penalties.ts';
import { Adam } from '../optimiser/adam.ts';
import { emaDecay } from '../optimiser/ema.ts';
import { createTrainingState, disposeTrainingState, stateVariables } from '../state/training-state.ts';
import { discriminateWith, discriminatorObjective } from './objectives.ts';
import { stepInputs } from './step-inputs.ts';
import { stepKindAt, stepKindName, stepKinds } from './step-phases.ts';
import { eagerCalls, takeStep } from './training-step.ts';

const engines = await enginesHere();

it('has the networks of the textbook in classic-mlp', () => {
  const config = planConfig(presets['classic-mlp'], { seed: 42, datasetChannels: 3 });
  expect(config).toMatchObject({
    channels: 1,
    resolution: 28,
    latentSize: 100,
  });
  const shapes = (weights: ReadonlyMap<string, Tensor>) =>
    [...weights].filter(([name]) => name.endsWith('kernel')).map(([, tensor]) => tensor.shape);
  const architecture = architectureOf(config);
  expect(shapes(architecture.createGenerator(config))).toEqual([
    [100, 128],
    [128, 256],
    [256, 512],
    [512, 1024],
    [1024, 784],
  ]);
  expect(shapes(architecture.createDiscriminator(config))).toEqual([
    [784, 512],
    [512, 256],
    [256, 128],
    [128, 1],
  ]);
});

describe.each(engines)('on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it('updates as Adam’s paper says', () => {
    const variable = tf.variable(tf.tensor1d([1, -2, 3]));
    const options = { learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8 };
    const adam = new Adam(new Map([['w', variable]]), options);
    const expected = [1, -2, 3];
    const [m, v] = [
      [0, 0, 0],
      [0, 0, 0],
    ];
    for (let step = 1; step <= 20; step++) {
      const gradients = expected.map((value, i) => Math.sin(step + i) + 0.1 * value);
      adam.apply({ [variable.name]: tf.tensor1d(gradients) }, tf.scalar(adam.stepSize(step)));
      for (let i = 0; i < 3; i++) {
        m[i] = options.beta1 * m[i] + (1 - options.beta1) * gradients[i];
        v[i] = options.beta2 * v[i] + (1 - options.beta2) * gradients[i] ** 2;
        const mHat = m[i] / (1 - options.beta1 ** step);
        const vHat = v[i] / (1 - options.beta2 ** step);
        expected[i] -= (options.learningRate * mHat) / (Math.sqrt(vHat) + options.epsilon);
      }
    }
    for (const [i, value] of variable.dataSync().entries()) expect(value).toBeCloseTo(expected[i], 4);
  });

  it('updates the generator after every third update of its critic, and frozen layers never', async () => {
    const config = smallConfig('classic-wgan-gp', { discriminatorSteps: 3, freezeLayers: 1 });
    const source = randomPictures(config);
    const order = new DataOrder(source.trainedCount, config.seed);
    const state = createTrainingState(config);
    const variables = stateVariables(state);
    const read = (name: string) => [...(variables.get(name)?.dataSync() ?? [])];
    const watched = ['g.base.kernel', 'd.second1.kernel', 'd.picture0.kernel', 'd.second0.kernel'];
    const changes: boolean[][] = [];
    for (let step = 0; step < 6; step++) {
      const before = watched.map(read);
      const { gGradient } = await takeStep(state, source, order, eagerCalls(state));
      const isChanged = watched.map((name, i) => read(name).some((value, k) => value !== before[i][k]));
      expect(gGradient !== undefined).toBe(isChanged[0]);
      changes.push(isChanged);
    }
    expect(changes).toEqual([0, 1, 2, 3, 4, 5].map((step) => [step % 3 === 2, true, false, false]));
    source.close();
    disposeTrainingState(state);
  });

  it('lets the coach scale learning rates and γ', () => {
    const config = smallConfig('draft-32');
    const source = randomPictures(config);
    const state = createTrainingState(config);
    const given = () =>
      tf.tidy(() => {
        const inputs = stepInputs(state, source, new DataOrder(source.trainedCount, 1));
        const { generatorStepSize, discriminatorStepSize, gammaScale } = inputs;
        return [generatorStepSize, discriminatorStepSize, gammaScale].map((scalar) => scalar.dataSync()[0]);
      });
    const before = given();
    Object.assign(state.control, { generatorRateScale: 0.5, discriminatorRateScale: 0.25, gammaScale: 4 });
    for (const [i, value] of given().entries()) expect(value / before[i]).toBeCloseTo([0.5, 0.25, 4][i], 5);
    source.close();
    disposeTrainingState(state);
  });

  it('takes R1 on real and R2 on generated pictures, as much more as they are taken more rarely', () => {
    const penalty = (change: Partial<RunConfig>) => {
      const config = smallConfig('draft-32', { r1Gamma: 0, r2Gamma: 0, augmentations: [], ...change });
      const source = randomPictures(config);
      const state = createTrainingState(config);
      const value = tf.tidy(() => {
        const inputs = stepInputs(state, source, new DataOrder(source.trainedCount, 1));
        const fake = architectureOf(config).generate(config, state.generator, inputs.latents);
        const of = (pictures: Tensor4D) =>
          zeroCentredPenalty((x) => discriminateWith(state, x, undefined), pictures, 1).dataSync()[0];
        const kind = stepKindAt(config, 0);
        const terms = discriminatorObjective(state, kind, inputs, fake);
        return { taken: terms.penalty.dataSync()[0], real: of(inputs.real), fake: of(fake) };
      });
      source.close();
      disposeTrainingState(state);
      return value;
    };
    const r1 = penalty({ r1Gamma: 3, r1IntervalSteps: 1 });
    expect(r1.taken).toBeCloseTo(3 * r1.real, 4);
    const lazy = penalty({ r1Gamma: 3, r1IntervalSteps: 4 });
    expect(lazy.taken).toBeCloseTo(4 * r1.taken, 3);
    const both = penalty({ r1Gamma: 3, r2Gamma: 5, r1IntervalSteps: 1 });
    expect(both.taken).toBeCloseTo(3 * both.real + 5 * both.fake, 3);
    expect(Math.abs(both.real - both.fake)).toBeGreaterThan(0.01 * both.real);
  });

  it.each(PresetId.options)('trains %s without leaking a tensor', async (preset) => {
    const planned = shallowConfig(preset, fullyRegularised(preset));
    // So that few steps are of every kind.
    const config = { ...planned, r1IntervalSteps: Math.min(planned.r1IntervalSteps, 2) };
    const before = tf.memory().numTensors;
    const source = randomPictures(config);
    const order = new DataOrder(source.trainedCount, config.seed);
    const state = createTrainingState(config);
    // So that each kind of step comes twice, and one of the steps looks at held-out pictures.
    state.step = heldOutIntervalSteps - 3;
    await takeStep(state, source, order, eagerCalls(state));
    const steady = tf.memory().numTensors;
    const gone: string[] = [];
    let heldOut = 0;
    for (let i = 0; i < 4; i++) {
      gone.push(stepKindName(stepKindAt(config, state.step)));
      const row = await takeStep(state, source, order, eagerCalls(state));
      expect(Number.isFinite(row.dLoss) && Number.isFinite(row.gLoss)).toBe(true);
      expect(tf.memory().numTensors).toBe(steady);
      if (row.heldOutLogit !== undefined) heldOut += 1;
    }
    for (const kind of stepKinds(config))
      expect(gone.filter((name) => name === stepKindName(kind)).length).toBeGreaterThanOrEqual(2);
    expect(heldOut).toBe(1);
    expect(state.nimg).toBe(5 * 4);
    disposeTrainingState(state);
    source.close();
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('lets the average look back at most a tenth of the run', () => {
  expect(emaDecay(5, 32, 0)).toBe(0);
  expect(emaDecay(5, 32, 10_000)).toBeCloseTo(0.5 ** (32 / 1000), 10);
  expect(emaDecay(5, 32, 1e6)).toBeCloseTo(0.5 ** (32 / 5000), 10);
});
