import type { PixelBatch } from '../../../protocol/pixels.ts';
import type { Features } from '../features.ts';
import { resizePictures } from '../resize.ts';
import { fitWhitening } from '../whiten.ts';
import type { Embedding } from './embedding.ts';

const side = 32;

/** The main directions in which real pictures differ, at 32 pixels in their own colours. */
export const pixelEmbedding: Embedding = {
  id: 'pixels',
  embed: pixelRows,
  fitTo: fitWhitening,
  dispose: () => undefined,
};

/** Every value of each picture at 32 pixels, 0–1. */
export async function pixelRows(pictures: PixelBatch): Promise<Features> {
  const { count, channels, data } = await resizePictures(pictures, side, pictures.channels);
  const values = new Float32Array(data.length);
  for (let i = 0; i < values.length; i++) values[i] = data[i] / 255;
  return { count, size: side ** 2 * channels, values };
}
