import type { GeneratorConfig } from '../../contract/models/generator-config.ts';
import { minibatchDeviation } from '../engines/operations.ts';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../engines/tf.ts';
import { addConvolution, addDense, addStyle, convolve, dense, normalisedLatents, styled } from './layers.ts';
import type { Architecture } from './network.ts';
import { leakyGain, WeightBuilder, weight } from './weights.ts';

const slope = 0.2;
const gain = leakyGain(slope);
const baseSide = 4;
const kernelSide = 4;
/** Feature maps of these sides are refined; larger ones cost more than they give. */
const refined = { from: 8, to: 32 };
const isRefined = (side: number) => side >= refined.from && side <= refined.to;
/** Keeps the variance of a sum of two independent maps. */
const sumGain = Math.SQRT1_2;

/**
 * The DCGAN shape (Radford et al. 2016): a dense layer to 4×4, then 4×4 stride-2 transposed convolutions up to the
 * picture, mirrored in the discriminator; ten times cheaper an image than two 3×3 convolutions a stage. With what later
 * work added: each stage is scaled and shifted by the latent, so that stages can take theirs from different latents; no
 * norms, which small batches and gradient penalties dislike, but scaled initial weights; a minibatch standard deviation
 * (Karras et al. 2018, §3) keeps faces varied. With `refines`, residual 3×3 convolutions at middle sides; the discriminator
 * goes without where a face network is asked too, as these cost it more than half of its time.
 */
const dcganShape = ({ refines }: { refines: boolean }): Architecture => ({
  createGenerator(config) {
    const builder = new WeightBuilder(config.seed, 'generator');
    const widths = [...config.generatorWidths, config.channels];
    addDense(builder, 'base', [config.latentSize, baseSide ** 2 * widths[0]], gain);
    for (let stage = 0; stage + 1 < widths.length; stage++) {
      const [from, to] = [widths[stage], widths[stage + 1]];
      const isLast = stage + 2 === widths.length;
      // Each output pixel of a stride-2 transposed 4×4 convolution meets 2×2 taps.
      builder.normal(`up${stage}.kernel`, [kernelSide, kernelSide, to, from], 4 * from, isLast ? 1 : gain);
      builder.zeros(`up${stage}.bias`, [to]);
      if (isLast) continue;
      addStyle(builder, `up${stage}`, config.latentSize, to);
      if (refines && isRefined(sideAfter(stage)))
        addConvolution(builder, `refine${stage}`, [3, to, to], gain);
    }
    return builder.weights;
  },

  createDiscriminator(config) {
    const builder = new WeightBuilder(config.seed, 'discriminator');
    const widths = [config.channels, ...config.discriminatorWidths];
    for (let stage = 0; stage + 1 < widths.length; stage++) {
      const [from, to] = [widths[stage], widths[stage + 1]];
      addConvolution(builder, `down${stage}`, [kernelSide, from, to], gain);
      if (refines && config.projectedWeight === 0 && isRefined(config.resolution / 2 ** (stage + 1)))
        addConvolution(builder, `refine${stage}`, [3, to, to], gain);
    }
    // One more channel than the last stage: the minibatch standard deviation.
    addDense(builder, 'judge', [baseSide ** 2 * (widths[widths.length - 1] + 1), 1], 1);
    return builder.weights;
  },

  generate(config, weights, latents) {
    const mapped = normalisedLatents(latents);
    return generateStyled(config, weights, mapped, () => mapped);
  },

  generateStyled: (config, weights, styles) =>
    generateStyled(config, weights, styles[0], (stage) => styles[stage + 1]),

  latentKernels: ({ generatorWidths }) =>
    generatorWidths.map((_, stage) => [stage === 0 ? 'base.kernel' : `up${stage - 1}-style.kernel`]),

  discriminate(config, weights, pictures) {
    let x = pictures;
    for (let stage = 0; stage < config.discriminatorWidths.length; stage++) {
      x = tf.leakyRelu(convolve(weights, `down${stage}`, x, 2), slope);
      x = refine(weights, stage, x);
    }
    const flat = tf.reshape(tf.concat([x, minibatchDeviation(x)], 3), [pictures.shape[0], -1]) as Tensor2D;
    return dense(weights, 'judge', flat);
  },
});

export const dcgan = dcganShape({ refines: false });
export const styleDcgan = dcganShape({ refines: true });

const sideAfter = (stage: number) => baseSide * 2 ** (stage + 1);

/** `base` sets the 4×4 map, `style(stage)` what follows it. */
function generateStyled(
  config: GeneratorConfig,
  weights: ReadonlyMap<string, Tensor>,
  base: Tensor2D,
  style: (stage: number) => Tensor2D,
): Tensor4D {
  const widths = [...config.generatorWidths, config.channels];
  const batch = base.shape[0];
  const start = dense(weights, 'base', base);
  let x: Tensor4D = tf.leakyRelu(tf.reshape(start, [batch, baseSide, baseSide, widths[0]]), slope);
  for (let stage = 0; stage + 1 < widths.length; stage++) {
    const side = sideAfter(stage);
    const kernel = weight(weights, `up${stage}.kernel`) as Tensor4D;
    const up = tf.conv2dTranspose(x, kernel, [batch, side, side, widths[stage + 1]], 2, 'same');
    x = tf.add(up, weight(weights, `up${stage}.bias`));
    if (stage + 2 === widths.length) return tf.tanh(x);
    x = tf.leakyRelu(styled(weights, `up${stage}`, x, style(stage)), slope);
    x = refine(weights, stage, x);
  }
  throw new Error('a generator has at least one stage');
}

/** Nothing where a stage has no refinement. */
const refine = (weights: ReadonlyMap<string, Tensor>, stage: number, x: Tensor4D): Tensor4D =>
  weights.has(`refine${stage}.kernel`)
    ? tf.mul(tf.add(x, tf.leakyRelu(convolve(weights, `refine${stage}`, x), slope)), sumGain)
    : x;
