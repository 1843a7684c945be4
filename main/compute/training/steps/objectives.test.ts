import { beforeAll, describe, expect, it, vi } from 'vitest';
import { PresetId } from '../../../contract/presets.ts';
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

/** Weights whose slope is next to nothing are left out: rounding decides it. */
const leastNorm = 0.02;
const tolerance = 0.02;
const [firstEngine, ...otherEngines] = await enginesHere();

/** A preset's networks, what both minimise, and the gradients of the active engine by network and weight. */
function differentiated(preset: PresetId) {
  // The batch norms of its discriminator bend too much for finite differences where they are taken over few pixels.
  const side = preset === 'classic-dcgan' ? 64 : undefined;
  const config = smallConfig(preset, fullyRegularised(preset), side);
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
  const slopes = (['generator', 'discriminator'] as const).flatMap((network) => {
    const weights = state[network];
    const { grads } = tf.variableGrads(() => objectives[network]().asScalar(), [...weights.values()]);
    return [...weights].flatMap(([name, variable]) => {
      const gradient = grads[variable.name]?.dataSync<'float32'>();
      return gradient === undefined ? [] : [{ name: `${network} ${name}`, network, variable, gradient }];
    });
  });
  return {
    objectives,
    slopes,
    end() {
      source.close();
      disposeTrainingState(state);
    },
  };
}

/** Gradients by weight on the first engine, after they were held to finite differences. */
const references = new Map<PresetId, ReadonlyMap<string, Float32Array>>();

describe(`on ${firstEngine}`, () => {
  beforeAll(() => useEngine(firstEngine));

  it.each(PresetId.options)('has gradients of %s that agree with finite differences', (preset) => {
    const { objectives, slopes, end } = differentiated(preset);
    let compared = 0;
    for (const { name, network, variable, gradient } of slopes) {
      const values = Float32Array.from(variable.dataSync());
      // Along the gradient itself, where the slope is largest and rounding matters least.
      const norm = Math.hypot(...gradient);
      if (norm < leastNorm) continue;
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
      expect(Math.abs(slope - norm) / norm, name).toBeLessThan(tolerance);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(8);
    references.set(preset, new Map(slopes.map(({ name, gradient }) => [name, gradient])));
    end();
  });
});

/**
 * Finite differences take most of the time, so other engines are held to the gradients that were held to them: of each weight the
 * whole gradient, not only its norm.
 */
describe.each(otherEngines)('on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it.each(PresetId.options)('has the same gradients of %s', (preset) => {
    const { slopes, end } = differentiated(preset);
    const reference = references.get(preset);
    expect(slopes.map(({ name }) => name)).toEqual([...(reference ?? [])].map(([name]) => name));
    let compared = 0;
    for (const { name, gradient } of slopes) {
      const expected = reference?.get(name) ?? [];
      const norm = Math.hypot(...expected);
      if (norm < leastNorm) continue;
      const distance = Math.hypot(...gradient.map((value, i) => value - expected[i]));
      expect(distance / norm, name).toBeLessThan(tolerance);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(8);
    end();
  });
});
