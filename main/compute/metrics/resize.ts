import sharp from 'sharp';
import type { Channels } from '../../contract/pictures.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';

/** Named beside every score: another filter moves scores by more than a good training does. */
export const resizer = 'lanczos3';

/** The same pictures at another size or colour, by the filter that training pictures were made with. */
export async function resizePictures(
  batch: PixelBatch,
  size: number,
  channels: Channels,
): Promise<PixelBatch> {
  if (batch.size === size && batch.channels === channels) return batch;
  const from = batch.size ** 2 * batch.channels;
  const to = size ** 2 * channels;
  const data = new Uint8Array(batch.count * to);
  await Promise.all(
    Array.from({ length: batch.count }, async (_, i) => {
      const raw = { width: batch.size, height: batch.size, channels: batch.channels };
      const resized = await sharp(batch.data.subarray(i * from, (i + 1) * from), { raw })
        .resize(size, size, { fit: 'fill', kernel: resizer })
        .toColourspace(channels === 1 ? 'b-w' : 'srgb')
        .raw({ depth: 'uchar' })
        .toBuffer();
      data.set(resized.length === to ? resized : repeated(resized, channels), i * to);
    }),
  );
  return { count: batch.count, size, channels, data };
}

/** Grey in each channel. */
function repeated(grey: Uint8Array, channels: number): Uint8Array {
  const values = new Uint8Array(grey.length * channels);
  for (let i = 0; i < values.length; i++) values[i] = grey[Math.floor(i / channels)];
  return values;
}
