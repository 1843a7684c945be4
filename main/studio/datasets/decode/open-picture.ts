import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import type { Pixels } from '../../pictures/pixels.ts';
import { cameraRaw } from '../sources/file-kinds.ts';
import { maximumPixels } from '../sources/limits.ts';
import { isBmp, isNetpbm, isTiff } from '../sources/marks.ts';
import type { SourceContent } from '../sources/source.ts';
import { UnusableFile } from '../sources/unusable-file.ts';
import { decodeBmp } from './bmp/decode-bmp.ts';
import { isJpeg, wholeJpeg } from './jpeg/whole-jpeg.ts';
import { decodeNetpbm } from './netpbm.ts';
import { isCameraRaw } from './tiff/camera-raw.ts';
import { readDirectories } from './tiff/directories.ts';
import { mainPage } from './tiff/main-page.ts';
import { decodeUnusualSamples, hasUnusualSamples } from './tiff/unusual-samples.ts';
import { assertWholeTiff } from './tiff/whole-tiff.ts';
import { assertWholeGif, isGif } from './whole-gif.ts';
import { assertWholeWebp, isWebp } from './whole-webp.ts';

/** A picture that has a decoder; its pixels are decoded when they are asked for. Every method throws UnusableFile. */
export interface OpenedPicture {
  /** As it is shown, turned by its EXIF. */
  width: number;
  height: number;
  /** The whole picture, scaled down so that its longer side is at most `maxSide`; never enlarged. */
  whole(maxSide: number): Promise<Pixels>;
  /** The middle square, scaled down to at most `size`; never enlarged. */
  centreSquare(size: number): Promise<Pixels>;
}

/** Mean distance between channels, of 255, below which a picture counts as grey. */
const greyTolerance = 2.5;

/**
 * Opens a picture of any format: turned as its EXIF says, transparent parts on white, embedded profiles and any colour
 * space to sRGB, 8 bits. Scaled with Lanczos-3, antialiased, while it is decoded where the format allows. Of several
 * pictures in a file the first is taken.
 */
export async function openPicture(content: SourceContent): Promise<OpenedPicture> {
  if (content.kind === 'pixels') return openPixels(content);
  const { bytes } = content;
  return explained(async () => {
    if (isBmp(bytes)) return openPixels(await decodeBmp(bytes));
    if (isNetpbm(bytes)) return openPixels(decodeNetpbm(bytes));
    if (isTiff(bytes)) return openTiff(bytes);
    return openWithSharp(bytes, options);
  });
}

const options: SharpOptions = { failOn: 'error', limitInputPixels: maximumPixels, animated: false };

function openPixels(pixels: Pixels): OpenedPicture {
  const { width, height, channels, data } = pixels;
  return opened(async () => sharp(data, { raw: { width, height, channels } }), {
    width,
    height,
    isGreyKind: false,
  });
}

async function openTiff(bytes: Buffer): Promise<OpenedPicture> {
  const directories = readDirectories(bytes);
  if (isCameraRaw(bytes, directories)) throw new UnusableFile(cameraRaw);
  const main = mainPage(directories);
  if (main === undefined) throw new UnusableFile('damaged or cut off');
  await assertWholeTiff(bytes, main.directory);
  const pageOptions = { ...options, page: main.page, tiff: { subifd: main.child } };
  return hasUnusualSamples(main.directory)
    ? openPixels(await decodeUnusualSamples(bytes, main.directory, pageOptions))
    : openWithSharp(bytes, pageOptions);
}

async function openWithSharp(bytes: Buffer, inputOptions: SharpOptions): Promise<OpenedPicture> {
  const metadata = await sharp(bytes, inputOptions).metadata();
  if (metadata.format === 'svg') throw new UnusableFile('drawings (SVG) are not photos');
  const open = async () => {
    return sharp(await wholePicture(bytes), inputOptions)
      .autoOrient()
      .flatten({ background: '#ffffff' });
  };
  return opened(open, { ...metadata.autoOrient, isGreyKind: isGreyKind(metadata) });
}

/** The file itself, once all of its rows are known to be there, where its decoder would not say so. */
async function wholePicture(bytes: Buffer): Promise<Buffer> {
  if (isJpeg(bytes)) return wholeJpeg(bytes);
  if (isGif(bytes)) assertWholeGif(bytes);
  if (isWebp(bytes)) assertWholeWebp(bytes);
  return bytes;
}

const isGreyKind = ({ space }: Metadata) => space === 'b-w' || space === 'grey16';

interface Shape {
  width: number;
  height: number;
  isGreyKind: boolean;
}

function opened(open: () => Promise<Sharp>, { width, height, isGreyKind }: Shape): OpenedPicture {
  const toPixels = (scaled: (picture: Sharp) => Sharp) =>
    explained(async () => {
      const { data, info } = await scaled(await open())
        .toColourspace(isGreyKind ? 'b-w' : 'srgb')
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      return simplified(data, info.width, info.height, info.channels);
    });
  return {
    width,
    height,
    whole: (maxSide) =>
      toPixels((picture) =>
        picture.resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true, kernel: 'lanczos3' }),
      ),
    centreSquare(size) {
      const side = Math.min(size, width, height);
      return toPixels((picture) =>
        picture.resize(side, side, { fit: 'cover', position: 'centre', kernel: 'lanczos3' }),
      );
    },
  };
}

/** One or three channels; colour that is grey, give or take compression noise, becomes one. */
function simplified(data: Buffer, width: number, height: number, channels: number): Pixels {
  if (channels === 1) return { width, height, channels: 1, data };
  if (channels !== 3) throw new Error(`a decoder gave ${channels} channels`);
  if (!isNearlyGrey(data)) return { width, height, channels: 3, data };
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = Math.round((data[i * 3] + data[i * 3 + 1] + data[i * 3 + 2]) / 3);
  }
  return { width, height, channels: 1, data: grey };
}

/** Looks at every fifth pixel, which is enough for an average and spares a millisecond a picture. */
function isNearlyGrey(pixels: Buffer): boolean {
  let difference = 0;
  let count = 0;
  for (let i = 0; i + 2 < pixels.length; i += 15) {
    difference += Math.abs(pixels[i] - pixels[i + 1]) + Math.abs(pixels[i + 1] - pixels[i + 2]);
    count += 2;
  }
  return difference / count < greyTolerance;
}

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    const asked = lastAsked.then(() => surerReason(work, decodingReason(error)));
    lastAsked = asked;
    throw new UnusableFile(await asked, { cause: error });
  }
}

/** The last question after a reason; never rejected. */
let lastAsked: Promise<unknown> = Promise.resolve();

/**
 * libvips keeps the words of its errors in one place for all of its threads, so that they may be those of another picture
 * that fails at the same time, or lost. They count when the same come twice; such pictures are asked one after the other.
 */
async function surerReason(work: () => Promise<unknown>, first: string): Promise<string> {
  let reason = first;
  for (let tries = 0; tries < 4; tries++) {
    const again = await work().then(() => reason, reasonOf);
    if (again === reason) return reason;
    reason = again;
  }
  return reason;
}

const reasonOf = (error: unknown): string =>
  error instanceof UnusableFile ? error.message : decodingReason(error);

/** sharp's own words, sorted into the few that help a person. */
function decodingReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const found = reasons.find(([pattern]) => pattern.test(text));
  return found?.[1] ?? 'damaged or cut off';
}

const reasons: readonly [RegExp, string][] = [
  [/pixel limit/i, 'too large: more than 268 million pixels'],
  [/data precision|precision 12|12.bit/i, 'a 12-bit JPEG; save it with 8 bits'],
  [/unsupported image format|missing loader/i, 'not a picture that can be read'],
  [
    /compression support is not configured|compression scheme/i,
    'a TIFF compressed in a way that cannot be read; save it with LZW, or as PNG',
  ],
  [/separate planes/i, 'a TIFF in tiles of one colour each cannot be read; save it in strips, or as PNG'],
  [
    /samples.out of range|samples_per_pixel|bad labq|unsupported tiff/i,
    'a TIFF of a kind that cannot be read; save it with 8 or 16 bits a channel, or as PNG',
  ],
];
