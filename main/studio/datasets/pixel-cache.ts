import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import type { DatasetId } from '../../contract/ids.ts';
import type { Channels } from '../../contract/pictures.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { errorCode } from '../../disk/disk-error.ts';
import { PixelCacheHeader } from '../../protocol/pixels.ts';
import { mapInOrder } from '../base/in-order.ts';
import type { Library } from '../library/library.ts';
import { isDamaged, picturesDamaged } from './damaged-pictures.ts';
import type { SetVersion } from './store/versions.ts';

export interface PixelCacheOptions {
  id: DatasetId;
  version: SetVersion;
  size: number;
  channels: Channels;
  /** File of a prepared picture. */
  fileOf(index: number): string;
  /** True for a `.u8` file that something still reads, or is about to. */
  isInUse(file: string): boolean;
  signal: AbortSignal;
  onProgress(done: number, total: number): void;
}

/**
 * Makes the training cache of a version of a dataset, unless it is there: N×S×S×C bytes, one row a picture, first those
 * that are trained on, then those that are held out, and a header beside it. Scaled from the prepared images with
 * Lanczos-3. Caches of other versions at this size are removed unless they are in use: they can be made again. Returns the path
 * of the `.u8` file.
 */
export async function ensurePixelCache(library: Library, options: PixelCacheOptions): Promise<string> {
  const { id, version, size, channels } = options;
  const file = library.paths.pixelsFile(id, size, channels, version.hash);
  const headerFile = file.replace(/\.u8$/, '.json');
  const indices = [...version.trained, ...version.heldOut];
  const header: PixelCacheHeader = {
    schemaVersion: 2,
    count: indices.length,
    heldOut: version.heldOut.length,
    size,
    channels,
    version: version.hash,
  };
  if (await isComplete(file, headerFile, header)) return file;

  const pixels = preparedPixels(options, indices);
  await writeFileAtomic(file, pixels, { subject: library.dir });
  // The header comes last: with it, the cache counts as whole.
  await writeFileAtomic(headerFile, JSON.stringify(header), { subject: library.dir });
  await removeOthers(file, options);
  return file;
}

/** Pixels of the pictures in their order; after the last one, those that are damaged are an error. */
async function* preparedPixels(
  { id, size, channels, fileOf, signal, onProgress }: PixelCacheOptions,
  indices: readonly number[],
): AsyncGenerator<Buffer> {
  const images = mapInOrder(indices, availableParallelism() + 1, signal, async (index) => {
    try {
      return await readPixels(fileOf(index), size, channels);
    } catch (error) {
      // All that are damaged are named at once; what else fails ends the work.
      if (!(await isDamaged(fileOf(index), error))) throw error;
      return { damaged: fileOf(index) };
    }
  });
  const damaged: string[] = [];
  let done = 0;
  for await (const pixels of images) {
    if ('damaged' in pixels) damaged.push(pixels.damaged);
    else yield pixels;
    done += 1;
    onProgress(done, indices.length);
  }
  if (damaged.length > 0) throw picturesDamaged(id, damaged, 'start the run again');
}

/** Caches of the same size and colour, of other versions. */
async function removeOthers(file: string, { isInUse }: PixelCacheOptions): Promise<void> {
  const folder = dirname(file);
  const name = basename(file, '.u8');
  const series = name.slice(0, name.lastIndexOf('-') + 1);
  for (const other of await readdir(folder)) {
    const isOfOther = other.startsWith(series) && !other.startsWith(name);
    if (isOfOther && !isInUse(join(folder, other.replace(/\.json$/, '.u8'))))
      await rm(join(folder, other), { force: true });
  }
}

async function isComplete(file: string, headerFile: string, expected: PixelCacheHeader): Promise<boolean> {
  try {
    const header = PixelCacheHeader.safeParse(JSON.parse(await readFile(headerFile, 'utf8')));
    const { size: bytes } = await stat(file);
    const { count, size, channels, version } = expected;
    return header.success && header.data.version === version && bytes === count * size ** 2 * channels;
  } catch (error) {
    // Missing or cut off: made again.
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return false;
    throw error;
  }
}

async function readPixels(file: string, size: number, channels: Channels): Promise<Buffer> {
  const { data, info } = await sharp(file)
    .resize(size, size, { fit: 'fill', kernel: 'lanczos3' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels === channels) return data;
  // A grey image of a colour dataset has one channel: repeat it.
  const repeated = Buffer.alloc(size * size * channels);
  for (let i = 0; i < size * size; i++)
    repeated.fill(data[i * info.channels], i * channels, (i + 1) * channels);
  return repeated;
}
