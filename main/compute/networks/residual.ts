import type { GeneratorConfig } from '../../contract/models/generator-config.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { doubled, halved, minibatchDeviation } from '../engines/operations.ts';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../engines/tf.ts';
import { addConvolution, addDense, addStyle, convolve, dense, normalisedLatents, styled } from './layers.ts';
import type { Architecture } from './network.ts';
import { leakyGain, WeightBuilder } from './weights.ts';

type ReadWeights = ReadonlyMap<string, Tensor>;

/**
 * Residual bottleneck blocks (1×1, 3×3, 1×1) without norms, after Huang et al. 2024 (R3GAN, §3) but with whole instead of
 * grouped 3×3 convolutions, which TensorFlow cannot differentiate on a processor. Each block is scaled and shifted by the
 * latent. Widths name one side each, from 4×4 up; the discriminator's mirror them.
 */
export const residual: Architecture = {
  createGenerator(config) {
    const builder = new WeightBuilder(config.seed, 'generator');
    const widths = config.generatorWidths;
    addDense(builder, 'base', [config.latentSize, baseSide ** 2 * widths[0]], gain);
    for (let stage = 0; stage + 1 < widths.length; stage++) {
      const [from, to] = [widths[stage], widths[stage + 1]];
      addBlock(builder, stage, from, to);
      addStyle(builder, `middle${stage}`, config.latentSize, bottleneck(to));
      const source = excitedBy(config, stage);
      if (source === undefined) continue;
      addDense(builder, `squeeze${stage}`, [baseSide ** 2 * widths[source], bottleneck(to)], gain);
      addDense(builder, `excite${stage}`, [bottleneck(to), to], 1);
    }
    addConvolution(builder, 'picture', [3, widths[widths.length - 1], config.channels], 1);
    return builder.weights;
  },

  createDiscriminator(config) {
    const builder = new WeightBuilder(config.seed, 'discriminator');
    const widths = config.discriminatorWidths;
    const last = widths[widths.length - 1];
    addConvolution(builder, 'picture0', [3, config.channels, widths[0]], gain);
    for (let stage = 0; stage + 1 < widths.length; stage++)
      addBlock(builder, stage, widths[stage], widths[stage + 1]);
    // One more channel than the last stage: the minibatch standard deviation.
    addDense(builder, 'judge', [baseSide ** 2 * (last + 1), 1], 1);
    if (config.reconstructionWeight > 0) {
      const width = widths[widths.length - 1 - Math.log2(decoder.from / baseSide)];
      addConvolution(builder, 'decode-coarse', [3, width, decoder.width], gain);
      addConvolution(builder, 'decode-fine', [3, decoder.width, decoder.width], gain);
      addConvolution(builder, 'decode-picture', [3, decoder.width, config.channels], 1);
    }
    return builder.weights;
  },

  generate(config, weights, latents) {
    const mapped = normalisedLatents(latents);
    return generateStyled(config, weights, mapped, () => mapped);
  },

  generateStyled: (config, weights, styles) =>
    generateStyled(config, weights, styles[0], (stage) => styles[stage + 1]),

  latentKernels: ({ generatorWidths }) =>
    generatorWidths.map((_, stage) => [stage === 0 ? 'base.kernel' : `middle${stage - 1}-style.kernel`]),

  discriminate(config, weights, pictures) {
    const x = featuresAt(config, weights, pictures, baseSide);
    const flat = tf.reshape(tf.concat([x, minibatchDeviation(x)], 3), [pictures.shape[0], -1]) as Tensor2D;
    return dense(weights, 'judge', flat);
  },

  /** Mean squared difference of the decoder's 32-pixel drawing from the picture at that size. */
  reconstructionError(config, weights, pictures) {
    let drawing = featuresAt(config, weights, pictures, decoder.from);
    for (const layer of ['decode-coarse', 'decode-fine'])
      drawing = activate(convolve(weights, layer, doubled(drawing)));
    let target = pictures;
    while (target.shape[1] > decoder.to) target = halved(target);
    return tf.mean(tf.square(tf.sub(tf.tanh(convolve(weights, 'decode-picture', drawing)), target)));
  },
};

const slope = 0.2;
const gain = leakyGain(slope);
const baseSide = 4;

/** Side of the feature maps that the decoder draws from, and of what it draws. */
const decoder = { from: 8, to: 32, width: 64 };
/** A feature map sets the channels of the one this many times its side (Liu et al. 2021, §3.1). */
const excitationReach = 16;
const activate = (x: Tensor4D): Tensor4D => tf.leakyRelu(x, slope);
const bottleneck = (width: number) => Math.max(1, Math.floor(width / 2));

/** The stage whose input sets the channels after `stage`; absent where no stage is so coarse. */
function excitedBy({ skipExcitation }: GeneratorConfig, stage: number): number | undefined {
  const source = stage + 1 - Math.log2(excitationReach);
  return skipExcitation && source >= 0 ? source : undefined;
}

/** A residual branch starts as a small change of what it is added to. */
const branchGain = 0.3;

function addBlock(builder: WeightBuilder, stage: number, from: number, to: number): void {
  const between = bottleneck(to);
  addConvolution(builder, `narrow${stage}`, [1, from, between], gain);
  addConvolution(builder, `middle${stage}`, [3, between, between], gain);
  addConvolution(builder, `wide${stage}`, [1, between, to], branchGain);
  if (from !== to) addConvolution(builder, `skip${stage}`, [1, from, to], 1);
}

/** `base` sets the 4×4 map, `style(stage)` the block after it. */
function generateStyled(
  config: GeneratorConfig,
  weights: ReadWeights,
  base: Tensor2D,
  style: (stage: number) => Tensor2D,
): Tensor4D {
  const widths = config.generatorWidths;
  const batch = base.shape[0];
  let x: Tensor4D = tf.reshape(dense(weights, 'base', base), [batch, baseSide, baseSide, widths[0]]);
  const inputs: Tensor4D[] = [];
  for (let stage = 0; stage + 1 < widths.length; stage++) {
    inputs.push(x);
    const narrow = doubled(activate(convolve(weights, `narrow${stage}`, x)));
    const middle = convolve(weights, `middle${stage}`, narrow);
    const shaped = activate(styled(weights, `middle${stage}`, middle, style(stage)));
    x = tf.add(doubled(skip(weights, stage, x)), convolve(weights, `wide${stage}`, shaped));
    const source = excitedBy(config, stage);
    if (source !== undefined) x = tf.mul(x, excitation(weights, stage, inputs[source]));
  }
  return tf.tanh(convolve(weights, 'picture', activate(x)));
}

/** [n, 1, 1, width] in (0, 1): which channels a fine map is to have, said by a coarse one. */
function excitation(weights: ReadWeights, stage: number, source: Tensor4D): Tensor {
  let coarse = source;
  while (coarse.shape[1] > baseSide) coarse = halved(coarse);
  const flat = tf.reshape(coarse, [source.shape[0], -1]) as Tensor2D;
  const squeezed: Tensor2D = tf.leakyRelu(dense(weights, `squeeze${stage}`, flat), slope);
  const gates = tf.sigmoid(dense(weights, `excite${stage}`, squeezed));
  return tf.reshape(gates, [source.shape[0], 1, 1, -1]);
}

/** The discriminator's feature map of the given side. */
function featuresAt(config: RunConfig, weights: ReadWeights, pictures: Tensor4D, side: number): Tensor4D {
  let x = activate(convolve(weights, 'picture0', pictures));
  for (let stage = 0; x.shape[1] > side && stage + 1 < config.discriminatorWidths.length; stage++) {
    const narrow = activate(convolve(weights, `narrow${stage}`, x));
    const middle = activate(convolve(weights, `middle${stage}`, narrow, 2));
    x = tf.add(skip(weights, stage, halved(x)), convolve(weights, `wide${stage}`, middle));
  }
  return x;
}

const skip = (weights: ReadWeights, stage: number, x: Tensor4D): Tensor4D =>
  weights.has(`skip${stage}.kernel`) ? convolve(weights, `skip${stage}`, x) : x;
