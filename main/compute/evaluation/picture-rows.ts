import type { PixelBatch } from '../../protocol/pixels.ts';
import type { GreyPicture } from '../metrics/ssim.ts';

/** Some pictures of a batch, in the given order. */
export function takePictures(batch: PixelBatch, rows: ArrayLike<number>): PixelBatch {
  const bytes = batch.size ** 2 * batch.channels;
  const data = new Uint8Array(rows.length * bytes);
  for (let i = 0; i < rows.length; i++) data.set(pictureBytes(batch, rows[i]), i * bytes);
  return { ...batch, count: rows.length, data };
}

/** The first pictures of a batch. */
export const firstPictures = (batch: PixelBatch, count: number): PixelBatch =>
  takePictures(
    batch,
    Array.from({ length: Math.min(count, batch.count) }, (_, i) => i),
  );

export function pictureBytes({ size, channels, data }: PixelBatch, row: number): Uint8Array {
  const bytes = size ** 2 * channels;
  return data.subarray(row * bytes, (row + 1) * bytes);
}

/** Luminance (Rec. 601) of a picture. */
export function greyPicture(batch: PixelBatch, row: number): GreyPicture {
  const bytes = pictureBytes(batch, row);
  const { size: side, channels } = batch;
  const values = new Float32Array(side ** 2);
  for (let i = 0; i < values.length; i++) {
    values[i] =
      channels === 1 ? bytes[i] : 0.299 * bytes[3 * i] + 0.587 * bytes[3 * i + 1] + 0.114 * bytes[3 * i + 2];
  }
  return { side, values };
}

/** Pictures of several batches, one after the other. */
export function joinPictures(batches: readonly PixelBatch[]): PixelBatch {
  const data = new Uint8Array(batches.reduce((sum, batch) => sum + batch.data.length, 0));
  let offset = 0;
  for (const batch of batches) {
    data.set(batch.data, offset);
    offset += batch.data.length;
  }
  return { ...batches[0], count: batches.reduce((sum, { count }) => sum + count, 0), data };
}
