import sharp, { type Metadata, type SharpOptions } from 'sharp';
import type { Channels } from '../../../../contract/pictures.ts';
import type { Pixels } from '../../../pictures/pixels.ts';
import { UnusableFile } from '../../sources/unusable-file.ts';
import { type Directory, tags, tagValue } from './directories.ts';
import { findScale } from './value-range.ts';

/** Whether samples are of a kind that viewers scale or leave aside before they show them. */
export const hasUnusualSamples = (directory: Directory): boolean =>
  needsScaling(directory) || hasOtherSamples(directory) || isPlainYcc(directory);

/**
 * Decodes a TIFF picture of any kind of numbers to 8 bits, whole; samples beyond the colours are left aside. The options are
 * those by which sharp opens it.
 */
export async function decodeUnusualSamples(
  bytes: Buffer,
  directory: Directory,
  options: SharpOptions,
): Promise<Pixels> {
  if (isPlainYcc(directory) && directory.values.get(tags.subsampling)?.join() !== '1,1')
    throw new UnusableFile('a TIFF of a kind that cannot be read; save it as RGB, or as PNG');
  // Profiles speak of numbers from 0 to 1; these may be any.
  const open = () => sharp(bytes, { ...options, ignoreIcc: true }).autoOrient();
  const metadata = await open().metadata();
  const scale = needsScaling(directory) ? await findScale(open, metadata, isWhiteZero(directory)) : undefined;
  const picture = scale === undefined ? open() : open().linear(scale.factor, scale.offset);
  const { data, info } = await picture
    .toColourspace(shownSpace(metadata))
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const channels = info.channels >= 3 ? 3 : 1;
  const shown = info.channels === channels ? data : firstChannels(data, info.channels, channels);
  if (isPlainYcc(directory)) toRgb(shown);
  return { width: info.width, height: info.height, channels, data: shown };
}

/** libvips takes real numbers of colour for light and would brighten them; most programs write what is to be shown. */
const shownSpace = ({ space }: Metadata) =>
  space === 'scrgb' ? 'scrgb' : space === 'b-w' || space === 'grey16' ? 'b-w' : 'srgb';

/** Whether 0 is white; libvips turns unsigned numbers round itself. */
const isWhiteZero = (directory: Directory) =>
  tagValue(directory, tags.photometric, 1) === 0 &&
  tagValue(directory, tags.sampleFormat, unsigned) !== unsigned;

/** What samples mean, unsigned when no tag says otherwise, and samples beyond the colours (TIFF 6.0, sections 18 and 19). */
const unsigned = 1;
const unspecified = 0;

/** Real numbers, signed ones, and whole numbers of 32 bits. */
const needsScaling = (directory: Directory) =>
  tagValue(directory, tags.sampleFormat, unsigned) !== unsigned ||
  tagValue(directory, tags.bitsPerSample, 1) > 16;

function hasOtherSamples(directory: Directory): boolean {
  const colours = coloursOf[tagValue(directory, tags.photometric, 1)] ?? 1;
  const others = tagValue(directory, tags.samplesPerPixel, 1) - colours;
  return others > 1 || (others === 1 && tagValue(directory, tags.extraSamples, unspecified) === unspecified);
}

/** Samples by photometric interpretation: RGB, ink, YCbCr, three kinds of L*a*b*; one for all others. */
const coloursOf: Readonly<Record<number, number>> = { 2: 3, 5: 4, 6: 3, 8: 3, 9: 3, 10: 3 };

/** Luminance and chrominance without JPEG, which libvips takes for red, green and blue. */
const isPlainYcc = (directory: Directory) =>
  tagValue(directory, tags.photometric, 1) === 6 &&
  ![6, 7].includes(tagValue(directory, tags.compression, 1));

/** In place (TIFF 6.0, section 21, with the coefficients of ITU-R BT.601). */
function toRgb(data: Uint8Array): void {
  const bytes = Uint8ClampedArray.from(data);
  for (let i = 0; i < data.length; i += 3) {
    const [luminance, blue, red] = [bytes[i], bytes[i + 1] - 128, bytes[i + 2] - 128];
    bytes[i] = luminance + 1.402 * red;
    bytes[i + 1] = luminance - 0.344136 * blue - 0.714136 * red;
    bytes[i + 2] = luminance + 1.772 * blue;
  }
  data.set(bytes);
}

function firstChannels(data: Uint8Array, from: number, to: Channels): Uint8Array {
  const kept = new Uint8Array((data.length / from) * to);
  for (let i = 0, at = 0; at < kept.length; i += from) {
    for (let c = 0; c < to; c++) kept[at++] = data[i + c];
  }
  return kept;
}
