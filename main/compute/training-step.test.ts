import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunConfig } from '../contract/run-config.ts';
import { Adam } from './adam.ts';
import { DataOrder, PixelSource } from './data.ts';
import { emaDecay } from './ema.ts';
import { type Tensor, type Tensor4D, tf } from './engines/tf.ts';
import { nonSaturating, r1Penalty } from './losses.ts';
import { architectureOf } from './networks/index.ts';
import { countParameters, type Weights } from './networks/weights.ts';
import { planConfig, presets } from './presets/index.ts';
import { enginesHere, useEngine } from './testing/engines-here.ts';
import { createTrainingState, disposeTrainingState, trainStep } from './training-step.ts';

const engines = await enginesHere();
const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The presets' networks, narrow enough for tests. */
const small = (preset: 'draft-32' | 'classic-mlp'): RunConfig => ({
  ...planConfig(presets[preset], { seed: 5, datasetChannels: 1 }),
  generatorWidths: preset === 'draft-32' ? [8, 6, 4] : [16, 24],
  discriminatorWidths: preset === 'draft-32' ? [4, 6, 8] : [24, 16],
  latentSize: 8,
  batchSize: 4,
});

function pictures({ resolution }: RunConfig): PixelSource {
  const bytes = Uint8Array.from({ length: 12 * resolution ** 2 }, (_, i) => (i * 37) % 256);
  const file = join(folder, `pixels-${resolution}.u8`);
  writeFileSync(file, bytes);
  writeFileSync(
    file.replace('.u8', '.json'),
    JSON.stringify({
      schemaVersion: 2,
      count: 12,
      heldOut: 0,
      size: resolution,
      channels: 1,
      version: 'test',
    }),
  );
  return new PixelSource(file);
}

it('has the presets described truly', () => {
  for (const preset of Object.values(presets)) {
    const config = planConfig(preset, { seed: 0, datasetChannels: 1 });
    const architecture = architectureOf(config);
    const count =
      countParameters(architecture.createGenerator(config)) +
      countParameters(architecture.createDiscriminator(config));
    expect(Math.abs(count / 1e6 - preset.summary.parametersMillions)).toBeLessThan(0.06);
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

/**
 * Small kernels and large biases keep every ReLU on its side of the kink, where finite differences would jump: a
 * gradient penalty of a piecewise linear network is smooth only between its kinks.
 */
function awayFromKinks(weights: Weights): void {
  tf.tidy(() => {
    for (const [name, variable] of weights) {
      if (name.endsWith('kernel')) variable.assign(tf.mul(variable, 0.3));
      else
        variable.assign(tf.tensor1d(Array.from({ length: variable.size }, (_, i) => (i % 2 === 0 ? 2 : -2))));
    }
  });
}

describe.each(engines)('on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it('has the losses of the paper, finite for any logit', () => {
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    const [real, fake] = [
      [0.3, -1.2],
      [2.1, 0.4],
    ];
    const dLoss = nonSaturating.discriminator(tf.tensor1d(real), tf.tensor1d(fake)).dataSync()[0];
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const expected =
      -mean(real.map((x) => Math.log(sigmoid(x)))) - mean(fake.map((x) => Math.log(1 - sigmoid(x))));
    expect(dLoss).toBeCloseTo(expected, 5);
    const gLoss = nonSaturating.generator(tf.tensor1d(fake)).dataSync()[0];
    expect(gLoss).toBeCloseTo(-mean(fake.map((x) => Math.log(sigmoid(x)))), 5);
    expect(nonSaturating.discriminator(tf.tensor1d([-500]), tf.tensor1d([500])).dataSync()[0]).toBeCloseTo(
      1000,
      2,
    );
  });

  it.each(['draft-32', 'classic-mlp'] as const)(
    'has gradients of %s that agree with finite differences',
    (preset) => {
      const config = small(preset);
      const architecture = architectureOf(config);
      const generator = architecture.createGenerator(config);
      const discriminator = architecture.createDiscriminator(config);
      const latents = tf.randomNormal([4, 8], 0, 1, 'float32', 3) as import('@tensorflow/tfjs').Tensor2D;
      const real = tf.randomUniform(
        [4, config.resolution, config.resolution, 1],
        -1,
        1,
        'float32',
        4,
      ) as Tensor4D;
      const discriminate = (x: Tensor4D) => architecture.discriminate(config, discriminator, x);
      /** Generator loss, and a discriminator loss with the R1 penalty: first and second order. */
      const losses = {
        generator: () =>
          nonSaturating.generator(discriminate(architecture.generate(config, generator, latents))),
        discriminator: () =>
          tf.add(
            tf.mean(tf.softplus(discriminate(real))),
            preset === 'draft-32' ? r1Penalty(discriminate, real, 2) : 0,
          ),
      };
      for (const [network, weights] of [
        ['generator', generator],
        ['discriminator', discriminator],
      ] as const) {
        if (network === 'discriminator') awayFromKinks(discriminator);
        const { grads } = tf.variableGrads(() => losses[network]().asScalar(), [...weights.values()]);
        for (const variable of weights.values()) {
          const values = Float32Array.from(variable.dataSync());
          const gradient = grads[variable.name].dataSync();
          // Along the gradient itself, where the slope is largest and rounding matters least.
          const norm = Math.hypot(...gradient);
          if (norm < 1e-6) continue;
          const step = 2e-3;
          const at = (sign: number) => {
            const moved = values.map((value, i) => value + (sign * step * gradient[i]) / norm);
            return tf.tidy(() => {
              variable.assign(tf.tensor(moved, variable.shape));
              return losses[network]().dataSync()[0];
            });
          };
          const slope = (at(1) - at(-1)) / (2 * step);
          variable.assign(tf.tensor(values, variable.shape));
          // Single precision, and kinks in the generator, allow a few percent.
          expect(
            Math.abs(slope - norm) / norm,
            `${network} ${[...weights].find(([, v]) => v === variable)?.[0]}`,
          ).toBeLessThan(0.05);
        }
      }
    },
  );

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

  it.each(['draft-32', 'classic-mlp'] as const)('trains %s without leaking a tensor', (preset) => {
    const config = small(preset);
    const before = tf.memory().numTensors;
    const source = pictures(config);
    const order = new DataOrder(source.header.count, config.seed);
    const state = createTrainingState(config);
    trainStep(state, source, order);
    const steady = tf.memory().numTensors;
    for (let i = 0; i < 20; i++) {
      const row = trainStep(state, source, order);
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
