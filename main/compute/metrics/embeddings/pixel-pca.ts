import type { PixelBatch } from '../../protocol.ts';
import { resizePictures } from '../../resize.ts';
import type { Features } from '../features.ts';
import { fitPca } from '../pca.ts';
import type { Embedding } from './embedding.ts';

const side = 32;
const size = 64;

/** The main directions in which the given real pictures differ, at 32 pixels in their own colours. */
export async function fitPixelPca(reals: PixelBatch): Promise<Embedding> {
  const project = fitPca(await pixelRows(reals), size);
  return {
    id: 'pixels',
    size,
    side,
    embed: async (pictures) => project(await pixelRows(pictures)),
    dispose: () => undefined,
  };
}

/** Every value of each picture at 32 pixels, 0–1. */
export async function pixelRows(pictures: PixelBatch): Promise<Features> {
  const { count, channels, data } = await resizePictures(pictures, side, pictures.channels);
  return { count, size: side ** 2 * channels, values: Float32Array.from(data, (value) => value / 255) };
}
