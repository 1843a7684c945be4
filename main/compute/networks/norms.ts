import { nativeBatchNorm } from '../engines/native-kernels.ts';
import { asOne } from '../engines/tape.ts';
import { type Tensor, type Tensor4D, tf } from '../engines/tf.ts';
import { type WeightBuilder, type Weights, weight } from './weights.ts';

/** `<name>.scale` and `<name>.shift` of a norm. */
export function addNorm(builder: WeightBuilder, name: string, width: number): void {
  builder.ones(`${name}.scale`, [width]);
  builder.zeros(`${name}.shift`, [width]);
}

/** The same, with moving statistics. */
export function addBatchNorm(builder: WeightBuilder, name: string, width: number): void {
  addNorm(builder, name, width);
  builder.movingStatistics(name, [width]);
}

/** Of one batch, per channel. */
export interface BatchStatistics {
  mean: Tensor;
  variance: Tensor;
}

/** How often a network's output is differentiated by what comes before a norm: a penalty on gradients makes it twice. */
export type Differentiated = 'once' | 'twice';

/** Keeps the square root away from zero (PyTorch's default, which the DCGAN authors used too). */
const epsilon = 1e-5;

/** Batch norm (Ioffe & Szegedy 2015, algorithm 1) over all but the last axis, with `<name>.scale` and `<name>.shift`. */
export function batchNorm(
  weights: ReadonlyMap<string, Tensor>,
  name: string,
  x: Tensor4D,
  differentiated: Differentiated,
): BatchStatistics & { normed: Tensor4D } {
  if (differentiated === 'once') {
    const fused = nativeBatchNorm(
      x,
      weight(weights, `${name}.scale`),
      weight(weights, `${name}.shift`),
      epsilon,
    );
    if (fused) return fused;
  }
  const mean = tf.mean(x, [0, 1, 2]);
  const centred: Tensor4D = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), [0, 1, 2]);
  const [scale, shift] = [weight(weights, `${name}.scale`), weight(weights, `${name}.shift`)];
  const normed = asOne('batch-norm', { x, scale, shift }, { epsilon }, () =>
    scaled(weights, name, centred, variance),
  );
  return { normed, mean, variance };
}

/** The same with the moving statistics: each picture by itself. */
export function frozenNorm(weights: ReadonlyMap<string, Tensor>, name: string, x: Tensor4D): Tensor4D {
  const centred: Tensor4D = tf.sub(x, weight(weights, `${name}.mean`));
  return scaled(weights, name, centred, weight(weights, `${name}.variance`));
}

/** Share of the newest batch in the moving statistics. */
const momentum = 0.1;

/** Moves the moving statistics towards those of a batch. */
export function followStatistics(weights: Weights, batches: ReadonlyMap<string, BatchStatistics>): void {
  for (const [name, batch] of batches) {
    for (const key of ['mean', 'variance'] as const) {
      const moving = weight(weights, `${name}.${key}`);
      moving.assign(tf.add(moving, tf.mul(tf.sub(batch[key], moving), momentum)));
    }
  }
}

/** Layer norm (Ba et al. 2016, eq. 3): over all of each picture's own values. */
export function layerNorm(weights: ReadonlyMap<string, Tensor>, name: string, x: Tensor4D): Tensor4D {
  const centred: Tensor4D = tf.sub(x, tf.mean(x, [1, 2, 3], true));
  return scaled(weights, name, centred, tf.mean(tf.square(centred), [1, 2, 3], true));
}

function scaled(
  weights: ReadonlyMap<string, Tensor>,
  name: string,
  centred: Tensor4D,
  variance: Tensor,
): Tensor4D {
  const factor = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), weight(weights, `${name}.scale`));
  return tf.add(tf.mul(centred, factor), weight(weights, `${name}.shift`));
}
