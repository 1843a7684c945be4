import { beforeAll, describe, expect, it, vi } from 'vitest';
import { PresetId } from '../../../contract/presets.ts';
import { presets } from '../../../presets/index.ts';
import { type Tensor, tf } from '../../engines/tf.ts';
import { architectureOf } from '../../networks/index.ts';
import { enginesHere, useEngine } from '../../testing/engines-here.ts';
import { fullyRegularised, randomPictures, smallConfig } from '../../testing/small-runs.ts';
import { DataOrder } from '../data/data.ts';
import { createTrainingState, disposeTrainingState } from '../state/training-state.ts';
import { discriminatorObjective, generatorObjective } from './objectives.ts';
import { stepInputs } from './step-inputs.ts';
import { stepKindAt } from './step-phases.ts';

/**
 * Finite differences jump at the kinks of ReLUs, and a gradient penalty of a piecewise linear network jumps with them. Here
 * the networks run with smooth activations in their place; the gradients of the true ones have tests of their own.
 */
vi.mock('../../engines/tf.ts', async (original) => {
  const { tf: stock } = await original<typeof import('../../engines/tf.ts')>();
  const smooth = (x: Tensor, slope = 0) =>
    stock.add(stock.mul(x, slope), stock.mul(stock.softplus(stock.mul(x, 4)), (1 - slope) / 4));
  return { tf: { ...stock, leakyRelu: smooth, relu: (x: Tensor) => smooth(x) } };
});

describe.each(await enginesHere())('on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it.each(PresetId.options)('has gradients of %s that agree with finite differences', (preset) => {
    const { resolution } = presets[preset].config;
    const config = smallConfig(preset, fullyRegularised(preset), resolution > 64 ? 64 : resolution);
    const source = randomPictures(config);
    const state = createTrainingState(config);
    const architecture = architectureOf(config);
    architecture.beforeDiscriminator?.(config, state.discriminator);
    const inputs = stepInputs(state, source, new DataOrder(source.trainedCount, 1));
    const fake = architecture.generate(config, state.generator, inputs.latents);
    /** All that either network minimises: first order for one, first and second for the other. */
    const objectives = {
      generator: () => generatorObjective(state, inputs).objective,
      discriminator: () => discriminatorObjective(state, stepKindAt(config, 0), inputs, fake).objective,
    };
    let compared = 0;
    for (const network of ['generator', 'discriminator'] as const) {
      const weights = state[network];
      const { grads } = tf.variableGrads(() => objectives[network]().asScalar(), [...weights.values()]);
      for (const [name, variable] of weights) {
        const gradient = grads[variable.name]?.dataSync();
        if (gradient === undefined) continue;
        const values = Float32Array.from(variable.dataSync());
        // Along the gradient itself, where the slope is largest and rounding matters least.
        const norm = Math.hypot(...gradient);
        if (norm < 0.02) continue;
        const step = 2e-3;
        const at = (sign: number) => {
          const moved = values.map((value, i) => value + (sign * step * gradient[i]) / norm);
          return tf.tidy(() => {
            variable.assign(tf.tensor(moved, variable.shape));
            return objectives[network]().dataSync()[0];
          });
        };
        const slope = (at(1) - at(-1)) / (2 * step);
        variable.assign(tf.tensor(values, variable.shape));
        expect(Math.abs(slope - norm) / norm, `${network} ${name}`).toBeLessThan(0.02);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(8);
    source.close();
    disposeTrainingState(state);
  });
});
