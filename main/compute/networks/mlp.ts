import type { GeneratorConfig } from '../../contract/models/generator-config.ts';
import { type Tensor, type Tensor2D, tf } from '../engines/tf.ts';
import type { Architecture } from './network.ts';
import { leakyGain, WeightBuilder, type Weights, weight } from './weights.ts';

/**
 * Dense layers only, the first GAN anyone writes: z → leaky ReLU layers → pixels through tanh, and the flattened picture →
 * leaky ReLU layers → one logit.
 */
export const mlp: Architecture = {
  createGenerator: (config) =>
    createDense(config, 'generator', [config.latentSize, ...config.generatorWidths, pixelCount(config)]),

  createDiscriminator: (config) =>
    createDense(config, 'discriminator', [pixelCount(config), ...config.discriminatorWidths, 1]),

  generate(config, weights, latents) {
    const pixels = tf.tanh(applyDense(weights, latents, config.generatorWidths.length + 1));
    return tf.reshape(pixels, [-1, config.resolution, config.resolution, config.channels]);
  },

  latentKernels: () => [['dense0.kernel']],

  discriminate(config, weights, pictures) {
    const flat = tf.reshape(pictures, [pictures.shape[0], pixelCount(config)]) as Tensor2D;
    return applyDense(weights, flat, config.discriminatorWidths.length + 1);
  },
};

const pixelCount = (config: GeneratorConfig) => config.resolution ** 2 * config.channels;

/** Slope of every leaky ReLU (Radford et al. 2016, §3). */
const slope = 0.2;

/** Kernels that keep the variance of activations (He et al. 2015, §2.2), zero biases. */
function createDense(config: GeneratorConfig, network: string, widths: number[]): Weights {
  const builder = new WeightBuilder(config.seed, network);
  for (let layer = 0; layer + 1 < widths.length; layer++) {
    const [fanIn, fanOut] = [widths[layer], widths[layer + 1]];
    const isLast = layer + 2 === widths.length;
    builder.normal(`dense${layer}.kernel`, [fanIn, fanOut], fanIn, isLast ? 1 : leakyGain(slope));
    builder.zeros(`dense${layer}.bias`, [fanOut]);
  }
  return builder.weights;
}

/** Leaky ReLU between layers, none after the last. */
function applyDense(weights: ReadonlyMap<string, Tensor>, input: Tensor2D, layers: number): Tensor2D {
  let x: Tensor2D = input;
  for (let layer = 0; layer < layers; layer++) {
    const kernel = weight(weights, `dense${layer}.kernel`) as Tensor2D;
    x = tf.add(tf.matMul(x, kernel), weight(weights, `dense${layer}.bias`));
    if (layer + 1 < layers) x = tf.leakyRelu(x, slope);
  }
  return x;
}
