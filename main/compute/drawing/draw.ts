import { readFileSync } from 'node:fs';
import { latentSpaceOf } from '../../contract/latents/space.ts';
import type { GeneratorConfig } from '../../contract/models/generator-config.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';
import { toBytes } from '../engines/pixels.ts';
import { type Tensor, type Tensor2D, tf } from '../engines/tf.ts';
import { decodeSafetensors } from '../files/safetensors.ts';
import { architectureOf } from '../networks/index.ts';
import { assignArrays } from '../networks/tensor-arrays.ts';
import type { Weights } from '../networks/weights.ts';

/** A generator's weights out of its file. */
export function loadWeights(config: GeneratorConfig, generatorFile: string): Weights {
  const weights = architectureOf(config).createGenerator(config);
  assignArrays(weights, decodeSafetensors(readFileSync(generatorFile), generatorFile));
  return weights;
}

/** Latents drawn at once: as many as fill 64 pictures of 64 pixels, so that large pictures do not fill the memory. */
export const drawBatchSize = ({ resolution }: Pick<GeneratorConfig, 'resolution'>): number =>
  Math.max(1, Math.min(64, Math.floor(2 ** 18 / resolution ** 2)));

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

/**
 * The same of a latent for every stage: rows of `rowSize` numbers, mapped, coarse to fine (`generateStyled`).
 */
export function drawStyledBatch(
  config: GeneratorConfig,
  weights: ReadonlyMap<string, Tensor>,
  rows: Tensor2D,
): Tensor {
  const { generate, generateStyled } = architectureOf(config);
  if (generateStyled === undefined) return toBytes(generate(config, weights, rows));
  const { stages, latentSize } = latentSpaceOf(config);
  const styles = stages.map(
    (_, stage): Tensor2D => tf.slice(rows, [0, stage * latentSize], [rows.shape[0], latentSize]),
  );
  return toBytes(generateStyled(config, weights, styles));
}

/** Numbers that one picture is drawn from with a latent for every stage. */
export function styledRowSize(config: GeneratorConfig): number {
  const { stages, latentSize } = latentSpaceOf(config);
  return stages.length * latentSize;
}

/** Draws any number of rows; with `padded`, each call gets exactly `size` of them, the last ones zeros. */
export function drawInBatches(
  config: GeneratorConfig,
  rows: Float32Array,
  draw: (rows: Tensor2D) => Tensor,
  { size = drawBatchSize(config), padded = true, rowSize = config.latentSize } = {},
): PixelBatch {
  const { resolution, channels } = config;
  const count = rows.length / rowSize;
  const imageBytes = resolution ** 2 * channels;
  const data = new Uint8Array(count * imageBytes);
  for (let start = 0; start < count; start += size) {
    const n = Math.min(size, count - start);
    const drawn = tf.tidy(() => {
      const values = new Float32Array((padded ? size : n) * rowSize);
      values.set(rows.subarray(start * rowSize, (start + n) * rowSize));
      return draw(tf.tensor2d(values, [values.length / rowSize, rowSize]));
    });
    data.set(drawn.dataSync().subarray(0, n * imageBytes), start * imageBytes);
    drawn.dispose();
  }
  return { count, size: resolution, channels, data };
}
