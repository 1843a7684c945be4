import type { GeneratorConfig } from '../contract/generator-config.ts';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from './engines/tf.ts';
import { architectureOf } from './networks/index.ts';
import type { PixelBatch } from './protocol.ts';

/** Latents drawn at once: as many as fill 64 pictures of 64 pixels, so that large pictures do not fill the memory. */
export const drawBatchSize = ({ resolution }: Pick<GeneratorConfig, 'resolution'>): number =>
  Math.min(64, Math.floor(2 ** 18 / resolution ** 2));

/** Draws latents [n, latentSize] with a generator's weights, as bytes. */
export const drawLatents = (
  config: GeneratorConfig,
  weights: ReadonlyMap<string, Tensor>,
  latents: Float32Array,
): PixelBatch => drawInBatches(config, latents, (z) => drawBatch(config, weights, z), { padded: false });

/** [n, latentSize] → [n, S, S, C] as integers: the nearest of 0–255 to 127.5·(x + 1). */
export const drawBatch = (
  config: GeneratorConfig,
  weights: ReadonlyMap<string, Tensor>,
  latents: Tensor2D,
): Tensor => toBytes(architectureOf(config).generate(config, weights, latents));

/** Draws any number of latents; with `padded`, each call gets exactly `size` of them, the last ones zeros. */
export function drawInBatches(
  config: GeneratorConfig,
  latents: Float32Array,
  draw: (latents: Tensor2D) => Tensor,
  { size = drawBatchSize(config), padded = true } = {},
): PixelBatch {
  const { latentSize, resolution, channels } = config;
  const count = latents.length / latentSize;
  const imageBytes = resolution ** 2 * channels;
  const data = new Uint8Array(count * imageBytes);
  for (let start = 0; start < count; start += size) {
    const n = Math.min(size, count - start);
    const bytes = tf.tidy(() => {
      const values = new Float32Array((padded ? size : n) * latentSize);
      values.set(latents.subarray(start * latentSize, (start + n) * latentSize));
      return draw(tf.tensor2d(values, [values.length / latentSize, latentSize])).dataSync();
    });
    data.set(bytes.subarray(0, n * imageBytes), start * imageBytes);
  }
  return { count, size: resolution, channels, data };
}

/** The nearest of 0–255 to 127.5·(x + 1), as integers. */
export const toBytes = (pictures: Tensor4D): Tensor =>
  tf.cast(tf.round(tf.clipByValue(tf.mul(tf.add(pictures, 1), 127.5), 0, 255)), 'int32');
