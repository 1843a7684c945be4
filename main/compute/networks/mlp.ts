import type { RunConfig } from '../../contract/run-config.ts';
import { type Tensor, type Tensor2D, tf } from '../engines/tf.ts';
import type { Architecture } from './network.ts';
import { WeightBuilder, type Weights, weight } from './weights.ts';

/**
 * Dense layers only, the first GAN anyone writes: z → ReLU layers → pixels through tanh, and the flattened picture →
 * ReLU layers → one logit.
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

  discriminate(config, weights, pictures) {
    const flat = tf.reshape(pictures, [pictures.shape[0], pixelCount(config)]) as Tensor2D;
    return applyDense(weights, flat, config.discriminatorWidths.length + 1);
  },
};

const pixelCount = (config: RunConfig) => config.resolution ** 2 * config.channels;

/** Glorot-normal kernels (Glorot & Bengio 2010), the usual default of dense layers; zero biases. */
function createDense(config: RunConfig, network: string, widths: number[]): Weights {
  const builder = new WeightBuilder(config.seed, network);
  for (let layer = 0; layer + 1 < widths.length; layer++) {
    const [fanIn, fanOut] = [widths[layer], widths[layer + 1]];
    builder.normal(`dense${layer}.kernel`, [fanIn, fanOut], (fanIn + fanOut) / 2, 1);
    builder.zeros(`dense${layer}.bias`, [fanOut]);
  }
  return builder.weights;
}

/** ReLU between layers, none after the last. */
function applyDense(weights: ReadonlyMap<string, Tensor>, input: Tensor2D, layers: number): Tensor2D {
  let x: Tensor2D = input;
  for (let layer = 0; layer < layers; layer++) {
    const kernel = weight(weights, `dense${layer}.kernel`) as Tensor2D;
    x = tf.add(tf.matMul(x, kernel), weight(weights, `dense${layer}.bias`));
    if (layer + 1 < layers) x = tf.relu(x);
  }
  return x;
}
