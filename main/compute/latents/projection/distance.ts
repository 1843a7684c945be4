import { doubled, halved } from '../../engines/operations.ts';
import { type Tensor, type Tensor4D, tf } from '../../engines/tf.ts';
import { contrastConstant, luminanceConstant, windowSide, windowWeights } from '../../metrics/ssim.ts';

/** How far each picture [n, S, S, C] of −1…1 is from a target [1, S, S, C]: [n], 0 = the same. Differentiable once. */
export const distanceTo = (target: Tensor4D) => {
  const targetLevels = laplacianPyramid(target);
  return (pictures: Tensor4D): Tensor => {
    const levels = laplacianPyramid(pictures);
    const differences = levels.map((level, i) => tf.mean(tf.abs(tf.sub(level, targetLevels[i])), [1, 2, 3]));
    const pyramid = tf.addN(differences);
    return tf.add(pyramid, tf.mul(tf.sub(1, ssimOf(pictures, target)), ssimWeight));
  };
};

/** How much one minus SSIM counts beside the pyramid's mean difference, of pictures of −1…1. */
const ssimWeight = 0.5;
/** Pyramids go down to maps of at least this side. */
const smallestSide = 8;

/** What each halving loses, and the smallest map (Burt & Adelson 1983): fine and coarse differences count alike. */
export function laplacianPyramid(pictures: Tensor4D): Tensor4D[] {
  const levels: Tensor4D[] = [];
  let map = pictures;
  while (map.shape[1] % 2 === 0 && map.shape[1] / 2 >= smallestSide) {
    const half = halved(map);
    levels.push(tf.sub(map, doubled(half)));
    map = half;
  }
  return [...levels, map];
}

/** Structural similarity of the brightness (Wang et al. 2004, eq. 13) as `metrics/ssim.ts` has it, of pictures of −1…1: [n]. */
export function ssimOf(pictures: Tensor4D, target: Tensor4D): Tensor {
  const [a, b] = [brightness(pictures), brightness(target)];
  const [meanA, meanB] = [blurred(a), blurred(b)];
  const varianceA = tf.sub(blurred(tf.square(a)), tf.square(meanA));
  const varianceB = tf.sub(blurred(tf.square(b)), tf.square(meanB));
  const covariance = tf.sub(blurred(tf.mul(a, b)), tf.mul(meanA, meanB));
  const structure = tf.div(
    tf.add(tf.mul(covariance, 2), contrastConstant),
    tf.add(tf.add(varianceA, varianceB), contrastConstant),
  );
  const luminance = tf.div(
    tf.add(tf.mul(tf.mul(meanA, meanB), 2), luminanceConstant),
    tf.add(tf.add(tf.square(meanA), tf.square(meanB)), luminanceConstant),
  );
  return tf.mean(tf.mul(structure, luminance), [1, 2, 3]);
}

/** 0–255, one channel. */
const brightness = (pictures: Tensor4D): Tensor4D =>
  tf.mul(tf.add(tf.mean(pictures, 3, true), 1), 127.5) as Tensor4D;

const blurred = (x: Tensor4D): Tensor4D => {
  const window = Float32Array.from(
    { length: windowSide ** 2 },
    (_, i) => windowWeights[Math.floor(i / windowSide)] * windowWeights[i % windowSide],
  );
  return tf.conv2d(x, tf.tensor4d(window, [windowSide, windowSide, 1, 1]), 1, 'valid');
};
