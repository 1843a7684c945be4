import type { Augmentation } from '../../../contract/runs/hyper-parameters.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { RandomStream } from '../../../protocol/random.ts';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../../engines/tf.ts';

/**
 * Differentiable augmentation (Zhao et al. 2020): the discriminator sees real and generated pictures through the same
 * kinds of random change, so that a small dataset takes longer to learn by heart, while gradients reach the generator.
 * What is drawn at random is a small tensor [n, 8], made outside of the step; all else is arithmetic that can be
 * differentiated twice and recorded once.
 */

/** Columns of the tensor of draws: pixels, pixels, pixels, pixels, pixels, [−1, 1], factor, factor. */
const columns = [
  'shiftY',
  'shiftX',
  'cutY',
  'cutX',
  'cutReach',
  'brightness',
  'saturation',
  'contrast',
] as const;
export const drawsPerPicture = columns.length;

/** Amounts of the paper's code: ±1/8 of the side, a square of half the side, ±0.5, ×0–2 and ×0.5–1.5. */
const shiftShare = 1 / 8;
const cutShare = 1 / 2;

/** Fills draws for `count` pictures, each kind of change with `probability`; what is not drawn leaves a picture as it is. */
export function drawAugmentations(
  { augmentations, resolution }: Pick<RunConfig, 'augmentations' | 'resolution'>,
  probability: number,
  count: number,
  random: RandomStream,
): Float32Array {
  const draws = new Float32Array(count * columns.length);
  const reach = Math.round(resolution * shiftShare);
  const isOn = (kind: Augmentation) => augmentations.includes(kind) && random.uniform() < probability;
  const symmetric = () => random.uniform() - 0.5;
  for (let i = 0; i < count; i++) {
    // A reach below zero cuts nothing out.
    const row = [0, 0, 0, 0, -1, 0, 1, 1];
    if (isOn('translation')) {
      row[0] = random.below(2 * reach + 1) - reach;
      row[1] = random.below(2 * reach + 1) - reach;
    }
    if (isOn('cutout')) {
      // Centres lie between pixels, so that as many are cut on either side.
      row[2] = random.below(resolution + 1) - 0.5;
      row[3] = random.below(resolution + 1) - 0.5;
      row[4] = (resolution * cutShare) / 2;
    }
    if (isOn('colour')) {
      row[5] = symmetric();
      row[6] = 2 * random.uniform();
      row[7] = 1 + symmetric();
    }
    draws.set(row, i * columns.length);
  }
  return draws;
}

/** Changes pictures [n, S, S, C] in [−1, 1] as their rows of draws [n, 8] say; what is uncovered becomes 0, mid-grey. */
export function augment(
  { augmentations }: Pick<RunConfig, 'augmentations'>,
  pictures: Tensor4D,
  draws: Tensor2D,
): Tensor4D {
  const count = pictures.shape[0];
  const column = (name: (typeof columns)[number], rank: 3 | 4): Tensor =>
    tf.reshape(
      tf.slice(draws, [0, columns.indexOf(name)], [count, 1]),
      rank === 3 ? [count, 1, 1] : [count, 1, 1, 1],
    );
  let x = pictures;
  if (augmentations.includes('colour')) {
    x = tf.add(x, column('brightness', 4));
    if (x.shape[3] > 1) x = spread(x, tf.mean(x, 3, true), column('saturation', 4));
    x = spread(x, tf.mean(x, [1, 2, 3], true), column('contrast', 4));
  }
  if (augmentations.includes('translation')) {
    x = shiftRows(x, column('shiftY', 3));
    x = tf.transpose(shiftRows(tf.transpose(x, [0, 2, 1, 3]), column('shiftX', 3)), [0, 2, 1, 3]);
  }
  if (augmentations.includes('cutout')) {
    const side = x.shape[1];
    const reach = column('cutReach', 4);
    const inRows = within([1, side, 1, 1], column('cutY', 4), reach);
    const inColumns = within([1, 1, side, 1], column('cutX', 4), reach);
    x = tf.mul(x, tf.sub(1, tf.mul(inRows, inColumns)));
  }
  return x;
}

/** Distances from a centre, multiplied. */
const spread = (x: Tensor4D, centre: Tensor, factor: Tensor): Tensor4D =>
  tf.add(tf.mul(tf.sub(x, centre), factor), centre);

/** Row i shows what row i + shift did: one product per picture with a matrix of zeros and ones. */
function shiftRows(x: Tensor4D, shift: Tensor): Tensor4D {
  const [count, side, across, channels] = x.shape;
  const offsets = Float32Array.from({ length: side * side }, (_, i) => (i % side) - Math.floor(i / side));
  const distance = tf.abs(tf.sub(tf.tensor3d(offsets, [1, side, side]), shift));
  const selection = tf.relu(tf.sub(1, distance));
  const rows = tf.matMul(selection, tf.reshape(x, [count, side, across * channels]));
  return tf.reshape(rows, x.shape);
}

/** 1 at the positions along an axis that are at most `reach` − ½ from a centre, 0 at the others. */
function within(shape: [number, number, number, number], centre: Tensor, reach: Tensor): Tensor {
  const positions = tf.tensor4d(
    Float32Array.from({ length: Math.max(...shape) }, (_, i) => i),
    shape,
  );
  const inside = tf.sub(tf.add(reach, 0.5), tf.abs(tf.sub(positions, centre)));
  return tf.sub(tf.relu(inside), tf.relu(tf.sub(inside, 1)));
}
