import { open } from 'node:fs/promises';
import sharp from 'sharp';
import { errorCode } from '../library/atomic-file.ts';
import { unsupportedReason } from './file-kinds.ts';

/** A picture that is ready for training. */
export interface PreparedImage {
  png: Buffer;
  sourceWidth: number;
  sourceHeight: number;
  /** True when all its pixels are grey, give or take compression noise. */
  isGrey: boolean;
}

/** A file that cannot be used, with the reason in plain words. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
}

/** Anything smaller has no face to learn from. */
const minimumSide = 28;
/** Decoders may not make more pixels than this from a file (about 1 GB as RGBA). */
const maximumPixels = 268_402_689;
const maximumFileBytes = 512 * 1024 * 1024;
/** Mean distance between channels, of 255, below which a picture counts as grey. */
const greyTolerance = 2.5;

/**
 * Reads one picture and prepares it: turned as its EXIF says, transparent parts on white, any colour space to sRGB,
 * square centre crop, and one resize down to `size` with Lanczos-3 (antialiased); never enlarged. Lossless PNG.
 * Throws UnusableFile with the reason. The source is only read.
 */
export async function prepareImage(path: string, size: number): Promise<PreparedImage> {
  const bytes = await readSource(path);
  try {
    const input = sharp(bytes, { failOn: 'error', limitInputPixels: maximumPixels, animated: false });
    const metadata = await input.metadata();
    if (metadata.format === 'svg') throw new UnusableFile('drawings (SVG) are not photos');
    const { width, height } = metadata.autoOrient;
    const side = Math.min(width, height);
    if (side < minimumSide)
      throw new UnusableFile(
        `too small: ${width}×${height}, at least ${minimumSide} pixels a side are needed`,
      );
    const target = Math.min(size, side);
    const { data, info } = await input
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize(target, target, { fit: 'cover', position: 'centre', kernel: 'lanczos3' })
      .toColourspace(metadata.space === 'b-w' ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const isGrey = info.channels < 3 || isNearlyGrey(data, info.channels);
    const output = sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
    const png = await (isGrey ? output.toColourspace('b-w') : output)
      .png({ compressionLevel: 3, adaptiveFiltering: false })
      .toBuffer();
    return { png, sourceWidth: width, sourceHeight: height, isGrey };
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    throw new UnusableFile(decodingReason(path, error), { cause: error });
  }
}

async function readSource(path: string): Promise<Buffer> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(path, 'r');
  } catch (cause) {
    const why = errorCode(cause) === 'ENOENT' ? 'it vanished during the import' : 'it may not be read';
    throw new UnusableFile(why, { cause });
  }
  try {
    const { size } = await handle.stat();
    if (size === 0) throw new UnusableFile('an empty file');
    if (size > maximumFileBytes) throw new UnusableFile('too large: more than 512 MB');
    return await handle.readFile();
  } catch (cause) {
    if (cause instanceof UnusableFile) throw cause;
    throw new UnusableFile('it could not be read to its end', { cause });
  } finally {
    await handle.close();
  }
}

/** sharp's own words, sorted into the few that help a person. */
function decodingReason(path: string, error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const unsupported = unsupportedReason(path);
  if (/pixel limit/i.test(text)) return 'too large: more than 268 million pixels';
  if (/unsupported image format|missing loader/i.test(text))
    return unsupported ?? 'not a picture that can be read';
  return unsupported ?? 'damaged or cut off';
}

/** Looks at every fifth pixel, which is enough for an average and spares a millisecond a picture. */
function isNearlyGrey(pixels: Buffer, channels: number): boolean {
  const stride = 5 * channels;
  let difference = 0;
  let count = 0;
  for (let i = 0; i + 2 < pixels.length; i += stride) {
    difference += Math.abs(pixels[i] - pixels[i + 1]) + Math.abs(pixels[i + 1] - pixels[i + 2]);
    count += 2;
  }
  return difference / count < greyTolerance;
}
