import type { PixelBatch } from '../../protocol/pixels.ts';
import { resizePictures } from '../metrics/resize.ts';

/** The same pictures with a quarter of the pixels a side: what "bad" looks like. */
export async function blurred(pictures: PixelBatch): Promise<PixelBatch> {
  const { size, channels } = pictures;
  return resizePictures(await resizePictures(pictures, Math.round(size / factor), channels), size, channels);
}

/** Pictures are made smaller by this and larger again. */
const factor = 4;
