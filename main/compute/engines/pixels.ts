import type { PixelBatch } from '../../protocol/pixels.ts';
import { type Tensor, type Tensor4D, tf } from './tf.ts';

/** Bytes 0–255 as floats in [−1, 1]: b / 127.5 − 1. Mirrors each picture left to right where `isMirrored` says so. */
export function toUnit(
  { count, size, channels, data }: PixelBatch,
  isMirrored: (index: number) => boolean = () => false,
): Float32Array {
  const floats = new Float32Array(data.length);
  const rowLength = size * channels;
  for (let image = 0; image < count; image++) {
    const mirrored = isMirrored(image);
    for (let row = 0; row < size; row++) {
      const start = (image * size + row) * rowLength;
      for (let x = 0; x < size; x++) {
        const from = start + (mirrored ? size - 1 - x : x) * channels;
        for (let c = 0; c < channels; c++) floats[start + x * channels + c] = data[from + c] / 127.5 - 1;
      }
    }
  }
  return floats;
}

/** Pictures [n, S, S, C] as floats in [−1, 1]. */
export const toTensor = (pixels: PixelBatch): Tensor4D =>
  tf.tensor4d(toUnit(pixels), [pixels.count, pixels.size, pixels.size, pixels.channels]);

/** The way back, as integers of the same shape: the nearest of 0–255 to 127.5·(x + 1). */
export const toBytes = (pictures: Tensor4D): Tensor =>
  tf.cast(tf.round(tf.clipByValue(tf.mul(tf.add(pictures, 1), 127.5), 0, 255)), 'int32');

/** Square pictures [n, S, S, C] of one channel or three as bytes; waits for the engine. */
export function toPixelBatch(pictures: Tensor4D): PixelBatch {
  const [count, size, , channels] = pictures.shape;
  const data = tf.tidy(() => Uint8Array.from(toBytes(pictures).dataSync()));
  return { count, size, channels: channels === 1 ? 1 : 3, data };
}
