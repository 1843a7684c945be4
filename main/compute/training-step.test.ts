import { beforeAll, describe, expect, it } from 'vitest';
import { PresetId } from '../contract/run-config.ts';
import { Adam } from './adam.ts';
import { DataOrder } from './data.ts';
import { emaDecay } from './ema.ts';
import { type Tensor, tf } from './engines/tf.ts';
import { losses } from './losses.ts';
import { architectureOf } from './networks/index.ts';
import { countParameters } from './networks/weights.ts';
import { planConfig, presets } from './presets/index.ts';
import { enginesHere, useEngine } from './testing/engines-here.ts';
import { fullyRegularised, randomPictures, smallConfig } from './testing/small-runs.ts';
import { createTrainingState, disposeTrainingState } from './training-state.ts';
import { eagerFunctions, takeStep } from './training-step.ts';

const engines = await enginesHere();

it('has the presets described truly', () => {
  for (const preset of Object.values(presets)) {
    const config = planConfig(preset, { seed: 0, datasetChannels: 1 });
    const architecture = architectureOf(config);
    const count =
      countParameters(architecture.createGenerator(config)) +
      countParameters(architecture.createDiscriminator(config));
    expect(
      Math.abs(count / 1e6 - preset.summary.parametersMillions),
      `${preset.summary.id} ${count}`,
    ).toBeLessThan(0.06);
  }
});

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

  it('has the losses of the paper, finite for any logit', () => {
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    const [real, fake] = [
      [0.3, -1.2],
      [2.1, 0.4],
    ];
    const dLoss = losses['non-saturating'].discriminator(tf.tensor1d(real), tf.tensor1d(fake)).dataSync()[0];
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const expected =
      -mean(real.map((x) => Math.log(sigmoid(x)))) - mean(fake.map((x) => Math.log(1 - sigmoid(x))));
    expect(dLoss).toBeCloseTo(expected, 5);
    const gLoss = losses['non-saturating'].generator(tf.tensor1d(fake), tf.tensor1d(real)).dataSync()[0];
    expect(gLoss).toBeCloseTo(-mean(fake.map((x) => Math.log(sigmoid(x)))), 5);
    expect(
      losses['non-saturating'].discriminator(tf.tensor1d([-500]), tf.tensor1d([500])).dataSync()[0],
    ).toBeCloseTo(1000, 2);
  });

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

  it.each(PresetId.options)('trains %s without leaking a tensor', (preset) => {
    const config = smallConfig(preset, fullyRegularised(preset));
    const before = tf.memory().numTensors;
    const source = randomPictures(config);
    const order = new DataOrder(source.trainedCount, config.seed);
    const state = createTrainingState(config);
    takeStep(state, source, order, eagerFunctions(state));
    const steady = tf.memory().numTensors;
    for (let i = 0; i < 20; i++) {
      const row = takeStep(state, source, order, eagerFunctions(state));
      expect(Number.isFinite(row.dLoss) && Number.isFinite(row.gLoss)).toBe(true);
      expect(tf.memory().numTensors).toBe(steady);
    }
    expect(state.nimg).toBe(21 * 4);
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
