import type { EmbeddingId } from '../../../contract/scores/scores.ts';
import type { PixelBatch } from '../../../protocol/pixels.ts';
import { readNumbers } from '../../engines/read-numbers.ts';
import { type Tensor, type Tensor4D, tf } from '../../engines/tf.ts';
import type { Features } from '../features.ts';
import { resizePictures } from '../resize.ts';

/** Turns pictures into rows of features that can be compared. */
export interface Embedding {
  id: EmbeddingId;
  /** `onProgress` is told how many of the pictures are done. */
  embed(pictures: PixelBatch, onProgress?: (done: number) => void): Promise<Features>;
  /** Turns its features into those that are compared; `reals` give their scale to features without a natural one. */
  fitTo(reals: Features): (features: Features) => Features;
  dispose(): void;
}

/** Rows of length 1, as networks that tell people apart give them. */
export const unitRows = (rows: Tensor): Tensor => tf.div(rows, tf.norm(rows, 'euclidean', 1, true));

/** Such rows as they are compared: kernels take rows of length √d. */
export const lengthenRows = (features: Features): Features => ({
  ...features,
  values: features.values.map((value) => value * Math.sqrt(features.size)),
});

/** Pictures embedded at once; bounds memory. */
const embedBatchSize = 32;

/** Pictures as colour at a side, values 0–255, through a function from [n, side, side, 3] to [n, size]. */
export async function embedInBatches(
  pictures: PixelBatch,
  side: number,
  size: number,
  network: (batch: Tensor4D) => Tensor,
  onProgress: (done: number) => void = () => undefined,
): Promise<Features> {
  const values = new Float32Array(pictures.count * size);
  const bytes = pictures.size ** 2 * pictures.channels;
  for (let start = 0; start < pictures.count; start += embedBatchSize) {
    const count = Math.min(embedBatchSize, pictures.count - start);
    const data = pictures.data.subarray(start * bytes, (start + count) * bytes);
    const resized = await resizePictures({ ...pictures, count, data }, side, 3);
    const rows = readNumbers(() =>
      network(tf.tensor4d(new Float32Array(resized.data), [count, side, side, 3])),
    );
    values.set(rows, start * size);
    onProgress(start + count);
  }
  return { count: pictures.count, size, values };
}
