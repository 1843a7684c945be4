import type { PresetId } from '../../contract/presets.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { presets } from '../../presets/index.ts';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../engines/tf.ts';
import type { Network } from '../graphs/network.ts';
import { runGraph } from '../graphs/run-graph.ts';
import { architectureOf } from '../networks/index.ts';
import { disposeWeights, type Weights } from '../networks/weights.ts';
import { smallConfig } from './small-runs.ts';

export const presetIds = Object.keys(presets) as PresetId[];

/** Its critic has layer norms, for which the graphs have no operation: its generator is kept alone. */
export const hasTraceableDiscriminator = (preset: PresetId): boolean => preset !== 'classic-wgan-gp';

/** A function with weights, and a batch for it. */
export interface Example {
  run(input: Tensor): Tensor;
  weights: Weights;
  input: Tensor;
}

export interface SmallNetworks {
  config: RunConfig;
  generator: Example;
  discriminator: Example;
  dispose(): void;
}

/** Narrow networks of a preset with all weights random: at the start many are zeros and ones, which hide mistakes. */
export function smallNetworks(preset: PresetId): SmallNetworks {
  const config = smallConfig(preset);
  const { createGenerator, createDiscriminator, generate, discriminate, beforeDiscriminator } =
    architectureOf(config);
  const generator = createGenerator(config);
  const discriminator = createDiscriminator(config);
  tf.tidy(() => {
    shake(generator, 1);
    shake(discriminator, 2);
    // Singular values follow the changed kernels.
    for (let step = 0; step < 20; step++) beforeDiscriminator?.(config, discriminator);
  });
  const latents = tf.randomNormal([6, config.latentSize], 0, 1, 'float32', 3);
  const draw = (z: Tensor) => generate(config, generator, z as Tensor2D);
  const pictures = tf.tidy(() => draw(latents));
  return {
    config,
    generator: { run: draw, weights: generator, input: latents },
    discriminator: {
      run: (x) => discriminate(config, discriminator, x as Tensor4D),
      weights: discriminator,
      input: pictures,
    },
    dispose() {
      tf.dispose([latents, pictures]);
      disposeWeights(generator);
      disposeWeights(discriminator);
    },
  };
}

function shake(weights: Weights, seed: number): void {
  for (const [place, [name, variable]] of [...weights].entries()) {
    if (!variable.trainable && !name.endsWith('.variance') && !name.endsWith('.mean')) continue;
    const change = name.endsWith('.variance')
      ? tf.randomUniform(variable.shape, 0, 1, 'float32', 1000 * seed + place)
      : tf.randomNormal(variable.shape, 0, 0.05, 'float32', 1000 * seed + place);
    variable.assign(tf.add(variable, change));
  }
}

/** Largest difference of what a graph and a function make of the same batch. */
export const graphError = (network: Network, { run, input }: Omit<Example, 'weights'>): number =>
  tf.tidy(() => {
    const weights = new Map(
      [...network.weights].map(([name, { values, shape }]) => [name, tf.tensor(values, [...shape])]),
    );
    return largestDifference(runGraph(network.graph, weights, input), run(input));
  });

export const largestDifference = (a: Tensor, b: Tensor): number =>
  tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]);
