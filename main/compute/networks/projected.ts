import type { RunConfig } from '../../contract/runs/run-config.ts';
import { halved, minibatchDeviation } from '../engines/operations.ts';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../engines/tf.ts';
import { addFaceLayers, faceMaps, faceMapsOf } from './face-maps.ts';
import { addConvolution, convolve } from './layers.ts';
import { leakyGain, WeightBuilder, type Weights } from './weights.ts';

/**
 * Heads that judge pictures by what a fixed face network sees of them, beside the discriminator that learns from pixels: a
 * projected discriminator (Sauer et al. 2021) in an ensemble with one of its own (Kumari et al. 2022). The face network knows
 * from the start what a face is made of, which a discriminator takes long to find out; one that learns from pixels keeps
 * pictures varied and sees what the other is blind to. Each of the face network's maps has a head: a 1×1 convolution, 4×4
 * ones of stride 2 down to a side of 4, and logits for each place. Names begin with `head.` and `face.`; 0.8 and 1.6 million
 * weights.
 */
export function createProjected({ seed, resolution }: Pick<RunConfig, 'seed' | 'resolution'>): Weights {
  const builder = new WeightBuilder(seed, 'projected');
  for (const { name, stride, width } of faceMaps) {
    const widths = [mixedWidth, ...downWidths(Math.min(resolution, largestSide), stride)];
    addConvolution(builder, `head.${name}-mix`, [1, width, mixedWidth], gain);
    for (let i = 0; i + 1 < widths.length; i++)
      addConvolution(builder, `head.${name}-down${i}`, [4, widths[i], widths[i + 1]], gain);
    // One more channel: the minibatch standard deviation.
    addConvolution(builder, `head.${name}-near`, [3, widths[widths.length - 1] + 1, widest], gain);
    addConvolution(builder, `head.${name}-judge`, [1, widest, 1], 1);
  }
  addFaceLayers(builder);
  return builder.weights;
}

/** [n, S, S, C] in [−1, 1] → [n, k] logits, one for each place of the heads' last maps. */
export function judgeProjected(weights: ReadonlyMap<string, Tensor>, pictures: Tensor4D): Tensor2D {
  let seen = pictures;
  while (seen.shape[1] > largestSide) seen = halved(seen);
  const maps = faceMapsOf(weights, seen);
  const logits = faceMaps.map(({ name }, i) => {
    let x = tf.leakyRelu(convolve(weights, `head.${name}-mix`, maps[i]), slope);
    for (let down = 0; weights.has(`head.${name}-down${down}.kernel`); down++)
      x = tf.leakyRelu(convolve(weights, `head.${name}-down${down}`, x, 2), slope);
    x = tf.concat([x, minibatchDeviation(x)], 3);
    x = tf.leakyRelu(convolve(weights, `head.${name}-near`, x), slope);
    return tf.reshape(convolve(weights, `head.${name}-judge`, x), [pictures.shape[0], -1]);
  });
  return tf.concat(logits, 1) as Tensor2D;
}

/** Widths of the convolutions that halve a map until its side is 4. */
function downWidths(pictureSide: number, stride: number): number[] {
  const widths: number[] = [];
  let width = mixedWidth;
  for (let side = Math.ceil(pictureSide / stride); side > lastSide; side = Math.ceil(side / 2)) {
    width = Math.min(widest, 1.5 * width);
    widths.push(width);
  }
  return widths;
}

const slope = 0.2;
const gain = leakyGain(slope);
const mixedWidth = 64;
const widest = 128;
const lastSide = 4;
/** Larger pictures are halved down to this side: what a discriminator lacks at first is a sense of faces, not of hairs. */
const largestSide = 64;
