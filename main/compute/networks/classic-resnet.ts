import type { GeneratorConfig } from '../../contract/models/generator-config.ts';
import { doubled, halved } from '../engines/operations.ts';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../engines/tf.ts';
import { addConvolution, addDense, convolve, dense } from './layers.ts';
import type { Architecture } from './network.ts';
import {
  addBatchNorm,
  addNorm,
  type BatchStatistics,
  batchNorm,
  followStatistics,
  frozenNorm,
  layerNorm,
} from './norms.ts';
import { followSpectrum, spectral } from './spectral-norm.ts';
import { leakyGain, WeightBuilder } from './weights.ts';

type ReadWeights = ReadonlyMap<string, Tensor>;

/** Gain that keeps variance through a ReLU. */
const reluGain = leakyGain(0);
const baseSide = 4;

/**
 * The residual GAN of two papers, two 3×3 convolutions a block. Gulrajani et al. 2017 (WGAN-GP, appendix F, and the authors'
 * 64-pixel network): batch norm in the generator, layer norm in the critic, whose penalty is for one picture at a time, and
 * a dense layer over its 4×4 map. Miyato et al. 2018 (SNGAN, appendix B.4): the same generator; every layer of the
 * discriminator divided by its largest singular value, and the sum over its last map judged. A discriminator's block
 * widens in its second convolution, but for SNGAN's first, which sees pictures.
 */
const classicResnet = ({ isSpectral }: { isSpectral: boolean }): Architecture => {
  const read = (weights: ReadWeights) => (isSpectral ? spectral(weights) : weights);
  return {
    createGenerator(config) {
      const builder = new WeightBuilder(config.seed, 'generator');
      const widths = config.generatorWidths;
      addDense(builder, 'base', [config.latentSize, baseSide ** 2 * widths[0]], 1);
      for (let stage = 0; stage + 1 < widths.length; stage++) {
        const [from, to] = [widths[stage], widths[stage + 1]];
        addBatchNorm(builder, `first${stage}`, from);
        addBatchNorm(builder, `second${stage}`, to);
        addBlock(builder, stage, [from, to, to]);
      }
      addBatchNorm(builder, 'picture', widths[widths.length - 1]);
      addConvolution(builder, 'picture', [3, widths[widths.length - 1], config.channels], 1);
      return builder.weights;
    },

    createDiscriminator(config) {
      const builder = new WeightBuilder(config.seed, 'discriminator');
      const widths = config.discriminatorWidths;
      const last = widths[widths.length - 1];
      if (isSpectral) {
        const all = [config.channels, ...widths];
        for (let stage = 0; stage < widths.length; stage++) {
          const [from, to] = [all[stage], all[stage + 1]];
          addBlock(builder, stage, [from, stage === 0 ? to : from, to]);
        }
        addDense(builder, 'judge', [last, 1], 1);
        for (const [name, { shape }] of [...builder.weights])
          if (name.endsWith('.kernel')) builder.singularVectors(name, shape);
      } else {
        addConvolution(builder, 'picture0', [3, config.channels, widths[0]], 1);
        for (let stage = 0; stage + 1 < widths.length; stage++) {
          const [from, to] = [widths[stage], widths[stage + 1]];
          addBlock(builder, stage, [from, from, to]);
          addNorm(builder, `first${stage}`, from);
          addNorm(builder, `second${stage}`, from);
        }
        addDense(builder, 'judge', [baseSide ** 2 * last, 1], 1);
      }
      return builder.weights;
    },

    generate: (config, weights, latents) =>
      generateWith(config, weights, latents, (x, name) => frozenNorm(weights, name, x)),

    generateBatch(config, weights, latents) {
      const statistics = new Map<string, BatchStatistics>();
      const pictures = generateWith(config, weights, latents, (x, name) => {
        const { normed, ...rest } = batchNorm(weights, name, x, 'once');
        statistics.set(name, rest);
        return normed;
      });
      return { pictures, updateStatistics: () => followStatistics(weights, statistics) };
    },

    latentKernels: () => [['base.kernel']],

    discriminate(config, raw, pictures) {
      const weights = read(raw);
      const batch = pictures.shape[0];
      if (isSpectral) {
        let x = pictures;
        for (let stage = 0; stage < config.discriminatorWidths.length; stage++)
          x = downBlock(weights, stage, x, (map, name) => (name === 'first0' ? map : tf.relu(map)));
        return dense(weights, 'judge', tf.sum(tf.relu(x), [1, 2]) as Tensor2D);
      }
      let x = convolve(weights, 'picture0', pictures);
      for (let stage = 0; stage + 1 < config.discriminatorWidths.length; stage++)
        x = downBlock(weights, stage, x, (map, name) => tf.relu(layerNorm(weights, name, map)));
      return dense(weights, 'judge', tf.reshape(x, [batch, -1]) as Tensor2D);
    },

    ...(isSpectral ? { beforeDiscriminator: (_, weights) => followSpectrum(weights) } : {}),
  } satisfies Architecture;
};

export const wganGp = classicResnet({ isSpectral: false });
export const sngan = classicResnet({ isSpectral: true });

/** Widths before, between and after the two convolutions. */
function addBlock(
  builder: WeightBuilder,
  stage: number,
  [from, between, to]: [number, number, number],
): void {
  addConvolution(builder, `first${stage}`, [3, from, between], reluGain);
  addConvolution(builder, `second${stage}`, [3, between, to], reluGain);
  addConvolution(builder, `skip${stage}`, [1, from, to], 1);
}

function generateWith(
  { generatorWidths: widths }: GeneratorConfig,
  weights: ReadWeights,
  latents: Tensor2D,
  norm: (x: Tensor4D, name: string) => Tensor4D,
): Tensor4D {
  let x: Tensor4D = tf.reshape(dense(weights, 'base', latents), [-1, baseSide, baseSide, widths[0]]);
  for (let stage = 0; stage + 1 < widths.length; stage++) {
    const first = convolve(weights, `first${stage}`, doubled(tf.relu(norm(x, `first${stage}`))));
    const second = convolve(weights, `second${stage}`, tf.relu(norm(first, `second${stage}`)));
    x = tf.add(convolve(weights, `skip${stage}`, doubled(x)), second);
  }
  return tf.tanh(convolve(weights, 'picture', tf.relu(norm(x, 'picture'))));
}

/** `prepare` is what comes before each convolution; SNGAN's first block sees pictures, which are not to be cut at zero. */
function downBlock(
  weights: ReadWeights,
  stage: number,
  x: Tensor4D,
  prepare: (x: Tensor4D, name: string) => Tensor4D,
): Tensor4D {
  const first = convolve(weights, `first${stage}`, prepare(x, `first${stage}`));
  const second = convolve(weights, `second${stage}`, prepare(first, `second${stage}`));
  return tf.add(convolve(weights, `skip${stage}`, halved(x)), halved(second));
}
