import type { RunConfig } from '../contract/run-config.ts';
import { type Tensor, type Tensor4D, tf } from './engines/tf.ts';
import { architectureOf } from './networks/index.ts';
import type { PixelBatch } from './protocol.ts';

/** Latents drawn at once; bounds memory at 256 px. */
const batchSize = 64;

/** Draws latents [n, latentSize] with a generator's weights, as bytes: the nearest of 0–255 to 127.5·(x + 1). */
export function drawLatents(
  config: RunConfig,
  weights: ReadonlyMap<string, Tensor>,
  latents: Float32Array,
): PixelBatch {
  const count = latents.length / config.latentSize;
  const imageBytes = config.resolution ** 2 * config.channels;
  const data = new Uint8Array(count * imageBytes);
  for (let start = 0; start < count; start += batchSize) {
    const n = Math.min(batchSize, count - start);
    const bytes = tf.tidy(() => {
      const z = tf.tensor2d(latents.subarray(start * config.latentSize, (start + n) * config.latentSize), [
        n,
        config.latentSize,
      ]);
      return toBytes(architectureOf(config).generate(config, weights, z)).dataSync();
    });
    data.set(bytes, start * imageBytes);
  }
  return { count, size: config.resolution, channels: config.channels, data };
}

const toBytes = (pictures: Tensor4D): Tensor =>
  tf.cast(tf.round(tf.clipByValue(tf.mul(tf.add(pictures, 1), 127.5), 0, 255)), 'int32');
