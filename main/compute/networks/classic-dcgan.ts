import type { GeneratorConfig } from '../../contract/models/generator-config.ts';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../engines/tf.ts';
import type { Architecture } from './network.ts';
import {
  addBatchNorm,
  addNorm,
  type BatchStatistics,
  batchNorm,
  followStatistics,
  frozenNorm,
} from './norms.ts';
import { WeightBuilder, weight } from './weights.ts';

/**
 * DCGAN as its paper has it (Radford et al. 2016, §3): 4×4 stride-2 convolutions, batch norm everywhere but in the
 * generator's last and the discriminator's first and last layer, ReLU in the generator, leaky ReLU in the discriminator.
 * The first layer, a 4×4 transposed convolution of one pixel, is a dense one here; so is the last, over a 4×4 map.
 */
export const classicDcgan: Architecture = {
  createGenerator(config) {
    const builder = new WeightBuilder(config.seed, 'generator');
    const widths = [...config.generatorWidths, config.channels];
    addKernel(builder, 'dense', [config.latentSize, baseSide ** 2 * widths[0]]);
    for (let stage = 0; stage + 1 < widths.length; stage++) {
      addBatchNorm(builder, `norm${stage}`, widths[stage]);
      addKernel(builder, `up${stage}`, [kernelSide, kernelSide, widths[stage + 1], widths[stage]]);
    }
    builder.zeros(`up${widths.length - 2}.bias`, [config.channels]);
    return builder.weights;
  },

  createDiscriminator(config) {
    const builder = new WeightBuilder(config.seed, 'discriminator');
    const widths = [config.channels, ...config.discriminatorWidths];
    for (let stage = 0; stage + 1 < widths.length; stage++) {
      addKernel(builder, `down${stage}`, [kernelSide, kernelSide, widths[stage], widths[stage + 1]]);
      if (stage > 0) addNorm(builder, `norm${stage}`, widths[stage + 1]);
    }
    builder.zeros('down0.bias', [widths[1]]);
    addKernel(builder, 'dense', [baseSide ** 2 * widths[widths.length - 1], 1]);
    builder.zeros('dense.bias', [1]);
    return builder.weights;
  },

  generate: (config, weights, latents) =>
    generateWith(config, weights, latents, (x, stage) => frozenNorm(weights, `norm${stage}`, x)),

  generateBatch(config, weights, latents) {
    const statistics = new Map<string, BatchStatistics>();
    const pictures = generateWith(config, weights, latents, (x, stage) => {
      const { normed, ...rest } = batchNorm(weights, `norm${stage}`, x, 'once');
      statistics.set(`norm${stage}`, rest);
      return normed;
    });
    return { pictures, updateStatistics: () => followStatistics(weights, statistics) };
  },

  latentKernels: () => [['dense.kernel']],

  discriminate(config, weights, pictures) {
    const hasPenalty = config.r1Gamma > 0 || config.r2Gamma > 0 || config.gradientPenalty > 0;
    const differentiated = hasPenalty ? 'twice' : 'once';
    let x = pictures;
    for (let stage = 0; stage < config.discriminatorWidths.length; stage++) {
      const down = tf.conv2d(x, weight(weights, `down${stage}.kernel`) as Tensor4D, 2, 'same');
      x = tf.leakyRelu(
        stage === 0
          ? tf.add(down, weight(weights, 'down0.bias'))
          : batchNorm(weights, `norm${stage}`, down, differentiated).normed,
        slope,
      );
    }
    const flat = tf.reshape(x, [pictures.shape[0], -1]) as Tensor2D;
    const logits = tf.matMul(flat, weight(weights, 'dense.kernel') as Tensor2D);
    return tf.add(logits, weight(weights, 'dense.bias'));
  },
};

const slope = 0.2;
const baseSide = 4;
const kernelSide = 4;

function generateWith(
  config: GeneratorConfig,
  weights: ReadonlyMap<string, Tensor>,
  latents: Tensor2D,
  norm: (x: Tensor4D, stage: number) => Tensor4D,
): Tensor4D {
  const batch = latents.shape[0];
  const widths = [...config.generatorWidths, config.channels];
  const dense = tf.matMul(latents, weight(weights, 'dense.kernel') as Tensor2D);
  let x: Tensor4D = tf.reshape(dense, [batch, baseSide, baseSide, widths[0]]);
  for (let stage = 0; stage + 1 < widths.length; stage++) {
    const side = baseSide * 2 ** (stage + 1);
    const kernel = weight(weights, `up${stage}.kernel`) as Tensor4D;
    x = tf.conv2dTranspose(
      tf.relu(norm(x, stage)),
      kernel,
      [batch, side, side, widths[stage + 1]],
      2,
      'same',
    );
  }
  return tf.tanh(tf.add(x, weight(weights, `up${widths.length - 2}.bias`)));
}

/** Standard deviation of all initial kernels, and slope of the leaky ReLUs (Radford et al. 2016, §4). */
const initialDeviation = 0.02;

function addKernel(builder: WeightBuilder, name: string, shape: number[]): void {
  builder.normal(`${name}.kernel`, shape, 1, initialDeviation);
}
