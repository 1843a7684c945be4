import sharp, { type Sharp } from 'sharp';
import type { Pixels } from './pixels.ts';

/** sharp over decoded pixels. It would give grey back in three channels if it were not told. */
export const rawSharp = ({ data, width, height, channels }: Pixels): Sharp =>
  sharp(data, { raw: { width, height, channels } }).toColourspace(channels === 1 ? 'b-w' : 'srgb');

/** Runs a pipeline of `rawSharp` and takes its pixels. */
export async function toPixels(pipeline: Sharp): Promise<Pixels> {
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== 1 && info.channels !== 3) throw new Error(`sharp gave ${info.channels} channels`);
  return { width: info.width, height: info.height, channels: info.channels, data };
}
