import { randomStream } from '../../protocol/random.ts';
import { readNumbers } from '../engines/read-numbers.ts';
import { tf } from '../engines/tf.ts';
import type { Features } from './features.ts';

/** Features that are left: a covariance of this many is known from a few hundred rows. */
export const compressedSize = 128;

/**
 * Brings many features to fewer by a fixed random projection, which keeps distances nearly as they are (Johnson &
 * Lindenstrauss 1984); few features stay as they are.
 */
export function compress(features: Features): Features {
  const { count, size, values } = features;
  if (size <= compressedSize) return features;
  const directions = randomStream(0, `compress-${size}`, 0).fillNormal(
    new Float32Array(size * compressedSize),
  );
  const projected = readNumbers(() => {
    const product = tf.matMul(
      tf.tensor2d(values, [count, size]),
      tf.tensor2d(directions, [size, compressedSize]),
    );
    return tf.div(product, Math.sqrt(compressedSize));
  });
  return { count, size: compressedSize, values: projected };
}
