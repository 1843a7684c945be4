import { type Tensor2D, type Tensor4D, tf } from '../engines/tf.ts';
import { minibatchDeviation } from './layers.ts';
import type { Architecture } from './network.ts';
import { leakyGain, WeightBuilder, weight } from './weights.ts';

/** Slope of every leaky ReLU (Radford et al. 2016, §3). */
const slope = 0.2;
/** Side of the picture's smallest feature map. */
const baseSide = 4;
const kernelSide = 4;

/**
 * The DCGAN shape (Radford et al. 2016): a dense layer to 4×4, then 4×4 stride-2 transposed convolutions up to the
 * picture, mirrored in the discriminator. No batch norm, which small batches and gradient penalties dislike: scaled
 * initial weights and R1 keep it stable, and a minibatch standard deviation (Karras et al. 2018, §3) keeps it varied.
 */
export const dcgan: Architecture = {
  createGenerator(config) {
    const builder = new WeightBuilder(config.seed, 'generator');
    const widths = [...config.generatorWidths, config.channels];
    builder.normal(
      'dense.kernel',
      [config.latentSize, baseSide ** 2 * widths[0]],
      config.latentSize,
      leakyGain(slope),
    );
    builder.zeros('dense.bias', [widths[0]]);
    for (let stage = 0; stage + 1 < widths.length; stage++) {
      const [from, to] = [widths[stage], widths[stage + 1]];
      const isLast = stage + 2 === widths.length;
      // Each output pixel of a stride-2 transposed 4×4 convolution meets 2×2 taps.
      builder.normal(
        `up${stage}.kernel`,
        [kernelSide, kernelSide, to, from],
        4 * from,
        isLast ? 1 : leakyGain(slope),
      );
      builder.zeros(`up${stage}.bias`, [to]);
    }
    return builder.weights;
  },

  createDiscriminator(config) {
    const builder = new WeightBuilder(config.seed, 'discriminator');
    const widths = [config.channels, ...config.discriminatorWidths];
    for (let stage = 0; stage + 1 < widths.length; stage++) {
      const [from, to] = [widths[stage], widths[stage + 1]];
      builder.normal(
        `down${stage}.kernel`,
        [kernelSide, kernelSide, from, to],
        kernelSide ** 2 * from,
        leakyGain(slope),
      );
      builder.zeros(`down${stage}.bias`, [to]);
    }
    // One more channel than the last stage: the minibatch standard deviation.
    const features = baseSide ** 2 * (widths[widths.length - 1] + 1);
    builder.normal('dense.kernel', [features, 1], features, 1);
    builder.zeros('dense.bias', [1]);
    return builder.weights;
  },

  generate(config, weights, latents) {
    const batch = latents.shape[0];
    const widths = [...config.generatorWidths, config.channels];
    const dense = tf.matMul(latents, weight(weights, 'dense.kernel') as Tensor2D);
    let x = tf.leakyRelu(
      tf.add(tf.reshape(dense, [batch, baseSide, baseSide, widths[0]]), weight(weights, 'dense.bias')),
      slope,
    ) as Tensor4D;
    for (let stage = 0; stage + 1 < widths.length; stage++) {
      const side = baseSide * 2 ** (stage + 1);
      const kernel = weight(weights, `up${stage}.kernel`) as Tensor4D;
      const up = tf.conv2dTranspose(x, kernel, [batch, side, side, widths[stage + 1]], 2, 'same');
      const biased: Tensor4D = tf.add(up, weight(weights, `up${stage}.bias`));
      x = stage + 2 < widths.length ? tf.leakyRelu(biased, slope) : tf.tanh(biased);
    }
    return x;
  },

  discriminate(config, weights, pictures) {
    const batch = pictures.shape[0];
    let x = pictures;
    for (let stage = 0; stage < config.discriminatorWidths.length; stage++) {
      const kernel = weight(weights, `down${stage}.kernel`) as Tensor4D;
      const down: Tensor4D = tf.add(tf.conv2d(x, kernel, 2, 'same'), weight(weights, `down${stage}.bias`));
      x = tf.leakyRelu(down, slope);
    }
    const withDeviation = tf.concat([x, minibatchDeviation(x)], 3);
    const flat = tf.reshape(withDeviation, [batch, -1]) as Tensor2D;
    return tf.add(
      tf.matMul(flat, weight(weights, 'dense.kernel') as Tensor2D),
      weight(weights, 'dense.bias'),
    );
  },
};
