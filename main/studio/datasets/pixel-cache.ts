import { randomUUID } from 'node:crypto';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { StudioError } from '../../contract/errors.ts';
import type { DatasetId } from '../../contract/ids.ts';
import type { Channels } from '../../contract/pictures.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { errorCode, explainDiskError } from '../../disk/disk-error.ts';
import { PixelCacheHeader } from '../../protocol/messages.ts';
import { mapInOrder } from '../base/in-order.ts';
import type { Library } from '../library/library.ts';
import type { SetVersion } from './store/versions.ts';

export interface PixelCacheOptions {
  id: DatasetId;
  version: SetVersion;
  size: number;
  channels: Channels;
  /** File of a prepared picture. */
  fileOf(index: number): string;
  signal: AbortSignal;
  onProgress(done: number, total: number): void;
}

/**
 * Makes the training cache of a version of a dataset, unless it is there: N×S×S×C bytes, one row a picture, first those
 * that are trained on, then those that are held out, and a header beside it. Scaled from the prepared images with
 * Lanczos-3. Caches of other versions at this size are removed: they can be made again. Returns the path of the `.u8` file.
 */
export async function ensurePixelCache(library: Library, options: PixelCacheOptions): Promise<string> {
  const { id, version, size, channels, signal, onProgress, fileOf } = options;
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

  const temporary = `${file}.tmp-${randomUUID().slice(0, 8)}`;
  try {
    const handle = await open(temporary, 'wx');
    try {
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
        else await handle.write(pixels);
        done += 1;
        onProgress(done, indices.length);
      }
      if (damaged.length > 0) throw picturesDamaged(id, damaged);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    // The header comes last: with it, the cache counts as whole.
    await writeFileAtomic(headerFile, JSON.stringify(header));
    await removeOthers(file);
    return file;
  } catch (error) {
    await rm(temporary, { force: true });
    throw explainDiskError(error, library.dir);
  }
}

/** Caches of the same size and colour, of other versions. */
async function removeOthers(file: string): Promise<void> {
  const name = basename(file, '.u8');
  const series = name.slice(0, name.lastIndexOf('-') + 1);
  for (const other of await readdir(dirname(file))) {
    if (other.startsWith(series) && !other.startsWith(name))
      await rm(join(dirname(file), other), { force: true });
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

/** The picture itself is at fault: it is gone, or it can be opened but not decoded. */
async function isDamaged(file: string, error: unknown): Promise<boolean> {
  if (!(error instanceof Error)) return false;
  try {
    await readFile(file);
    return true;
  } catch (reading) {
    return errorCode(reading) === 'ENOENT';
  }
}

/** So many are named; the others are counted. */
const namedPictures = 5;

function picturesDamaged(id: DatasetId, files: readonly string[]): StudioError {
  const names = files.slice(0, namedPictures).map((file) => basename(file));
  const others = files.length > names.length ? ` and ${files.length - names.length} more` : '';
  const [are, them] = files.length === 1 ? ['picture is', 'it'] : ['pictures are', 'them'];
  return new StudioError(
    'INVALID_INPUT',
    `${files.length} prepared ${are} damaged or gone in the dataset "${id}": ${names.join(', ')}${others}.`,
    {
      next: `Leave ${them} out under Faces of the dataset, or import the photos again, and start the run again. Your own photos are as they were.`,
      subject: files[0] ?? id,
    },
  );
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
