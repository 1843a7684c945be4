import sharp from 'sharp';
import { StudioError } from '../../contract/errors.ts';
import { withGifXmp } from './gif-xmp.ts';
import type { Pixels } from './pixels.ts';

export type AnimationFormat = 'webp' | 'gif';

export interface AnimationChoices {
  format: AnimationFormat;
  /** Frames a second that are given; what is written of them says `animationTiming`. */
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
  given: readonly Pixels[],
  { format, fps, plays, quality, xmp }: AnimationChoices,
): Promise<Uint8Array> {
  const { shown, delay } = animationTiming(given.length, { format, fps });
  const frames = shown.map((frame) => given[frame]);
  const [{ width, height }] = frames;
  assertFits(frames.length, width, height);
  const strip = new Uint8Array(frames.length * width * height * 3);
  for (const [i, frame] of frames.entries()) strip.set(toRgb(frame), i * width * height * 3);
  const picture = sharp(strip, {
    raw: { width, height: height * frames.length, channels: 3, pageHeight: height },
    limitInputPixels: false,
  });
  const timing = { delay, loop: plays };
  if (format === 'gif') {
    const gif = await picture.gif({ ...timing, effort: 7 }).toBuffer();
    return xmp === undefined ? gif : withGifXmp(gif, xmp);
  }
  const marked = xmp === undefined ? picture : picture.withXmp(xmp);
  return marked.webp({ ...timing, quality, smartSubsample: true, effort: 4 }).toBuffer();
}

/**
 * In what each format counts the time of a frame, in milliseconds, and the most frames a second that are played right:
 * browsers show a frame of 10 ms or less for 100 ms.
 */
const clocks: Readonly<Record<AnimationFormat, { unitMs: number; mostFps: number; title: string }>> = {
  webp: { unitMs: 1, mostFps: 90, title: 'WebP' },
  gif: { unitMs: 10, mostFps: 50, title: 'GIF' },
};

/**
 * Which of so many frames are written, and for how many milliseconds each is shown. Frames that come faster than the format
 * can play them are left out evenly; the film takes the time that it would have taken, to half a unit.
 */
export function animationTiming(
  count: number,
  { format, fps }: Pick<AnimationChoices, 'format' | 'fps'>,
): { shown: number[]; delay: number[] } {
  const { unitMs, mostFps } = clocks[format];
  const kept = fps <= mostFps ? count : Math.max(1, Math.floor((count * mostFps) / fps));
  const units = count * (1000 / fps / unitMs);
  const startOf = (frame: number) => Math.round((frame * units) / kept);
  const all = Array.from({ length: kept }, (_, frame) => frame);
  return {
    shown: all.map((frame) => Math.round((frame * (count - 1)) / Math.max(1, kept - 1))),
    delay: all.map((frame) => (startOf(frame + 1) - startOf(frame)) * unitMs),
  };
}

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

/** Where a film has fewer frames than were made for it: why, for people. */
export function leftOutNote(count: number, choices: Pick<AnimationChoices, 'format' | 'fps'>): string[] {
  const { shown } = animationTiming(count, choices);
  if (shown.length === count) return [];
  const { mostFps, title } = clocks[choices.format];
  return [
    `Browsers play a ${title} at no more than ${mostFps} frames/s, so ${shown.length} of the ${count} frames are in it; it takes as long as it would have.`,
  ];
}
