import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import { PixelCacheHeader } from '../../compute/protocol.ts';
import type { Dataset } from '../../contract/datasets.ts';
import type { Channels } from '../../contract/run-config.ts';
import { errorCode, explainDiskError, writeFileAtomic } from '../library/atomic-file.ts';
import type { Library } from '../library/library.ts';
import { mapInOrder } from './in-order.ts';

/**
 * Makes the training cache of a dataset, unless it is there: N×S×S×C bytes, row i = image i, and a header beside it.
 * Scaled from the prepared images with Lanczos-3. Returns the path of the `.u8` file.
 */
export async function ensurePixelCache(
  library: Library,
  dataset: Dataset,
  size: number,
  channels: Channels,
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<string> {
  const file = library.paths.pixelsFile(dataset.id, size, channels);
  const headerFile = file.replace(/\.u8$/, '.json');
  const header: PixelCacheHeader = { schemaVersion: 1, count: dataset.imageCount, size, channels };
  if (await isComplete(file, headerFile, header)) return file;

  const temporary = `${file}.tmp-${randomUUID().slice(0, 8)}`;
  try {
    const handle = await open(temporary, 'wx');
    try {
      const indices = Array.from({ length: dataset.imageCount }, (_, index) => index);
      const images = mapInOrder(indices, availableParallelism() + 1, signal, (index) =>
        readPixels(library.paths.datasetImage(dataset.id, index), size, channels),
      );
      let done = 0;
      for await (const pixels of images) {
        await handle.write(pixels);
        done += 1;
        onProgress(done);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    // The header comes last: with it, the cache counts as whole.
    await writeFileAtomic(headerFile, JSON.stringify(header));
    return file;
  } catch (error) {
    await rm(temporary, { force: true });
    throw explainDiskError(error, library.dir);
  }
}

async function isComplete(file: string, headerFile: string, expected: PixelCacheHeader): Promise<boolean> {
  try {
    const header = PixelCacheHeader.safeParse(JSON.parse(await readFile(headerFile, 'utf8')));
    const { size: bytes } = await stat(file);
    const { count, size, channels } = expected;
    return header.success && header.data.count === count && bytes === count * size ** 2 * channels;
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
