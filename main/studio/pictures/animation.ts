import sharp from 'sharp';
import { StudioError } from '../../contract/errors.ts';
import { withGifXmp } from './gif-xmp.ts';
import type { Pixels } from './pixels.ts';

export type AnimationFormat = 'webp' | 'gif';

export interface AnimationChoices {
  format: AnimationFormat;
  /** Frames a second. GIF counts in hundredths of a second. */
  fps: number;
  /** How often it plays; 0 = without end. */
  plays: number;
  /** 1–100, of WebP. */
  quality: number;
  /** An XMP packet; absent = no metadata at all. */
  xmp?: string;
}

/** All frames are in memory at once while they are encoded. */
const mostBytes = 1024 ** 3;

/** Frames of one size as an animated picture. */
export async function encodeAnimation(
  frames: readonly Pixels[],
  { format, fps, plays, quality, xmp }: AnimationChoices,
): Promise<Uint8Array> {
  const [{ width, height }] = frames;
  assertFits(frames.length, width, height);
  const strip = new Uint8Array(frames.length * width * height * 3);
  for (const [i, frame] of frames.entries()) strip.set(toRgb(frame), i * width * height * 3);
  const picture = sharp(strip, {
    raw: { width, height: height * frames.length, channels: 3, pageHeight: height },
    limitInputPixels: false,
  });
  const timing = { delay: frames.map((_, i) => delayOf(i, fps)), loop: plays };
  if (format === 'gif') {
    const gif = await picture.gif({ ...timing, effort: 7 }).toBuffer();
    return xmp === undefined ? gif : withGifXmp(gif, xmp);
  }
  const marked = xmp === undefined ? picture : picture.withXmp(xmp);
  return marked.webp({ ...timing, quality, smartSubsample: true, effort: 4 }).toBuffer();
}

/** Milliseconds of a frame; their sum is right, though each is a whole number of hundredths. */
const delayOf = (frame: number, fps: number): number =>
  (Math.round(((frame + 1) * 100) / fps) - Math.round((frame * 100) / fps)) * 10;

function toRgb({ channels, data }: Pixels): Uint8Array {
  if (channels === 3) return data;
  const rgb = new Uint8Array(data.length * 3);
  for (let i = 0; i < data.length; i++) rgb.fill(data[i], i * 3, i * 3 + 3);
  return rgb;
}

function assertFits(count: number, width: number, height: number): void {
  if (count * width * height * 3 <= mostBytes) return;
  throw new StudioError('INVALID_INPUT', `${count} frames of ${width}×${height} do not fit in memory.`, {
    next: 'Make fewer or smaller frames, or write them into a folder.',
  });
}
