import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { readWhole } from './read-file.ts';
import { type Listing, type UnusableSource, unusableListing } from './source.ts';
import { UnusableFile } from './unusable-file.ts';

/**
 * Pictures of an IDX file (MNIST and its like): unsigned bytes, N×H×W, big-endian sizes; with `unpackedLimit`, gzipped and
 * of at most so many bytes.
 */
export async function listIdx(
  path: string,
  name: string,
  stamp: string,
  unpackedLimit?: number,
): Promise<Listing> {
  let bytes: Buffer;
  try {
    bytes = await readBytes(path, unpackedLimit);
    assertHeader(bytes);
  } catch (error) {
    if (error instanceof UnusableFile) return unusableListing({ file: name, reason: error.message, path });
    throw error;
  }
  const { claimed, height, width } = header(bytes);
  const pictureBytes = height * width;
  const total = Math.min(claimed, Math.floor((bytes.length - headerBytes) / pictureBytes));
  const unusable: UnusableSource[] =
    total < claimed
      ? [{ file: name, reason: `cut off: ${total} of ${claimed} pictures are there`, path }]
      : [];
  return {
    total,
    ignored: [],
    unusable,
    async *open(signal) {
      // Read again, so that a listing holds no pixels while it waits.
      const pixels = await readBytes(path, unpackedLimit);
      for (let i = 0; i < total; i++) {
        signal.throwIfAborted();
        const start = headerBytes + i * pictureBytes;
        const data = pixels.subarray(start, start + pictureBytes);
        yield {
          name: `${name}#${String(i).padStart(5, '0')}`,
          stamp,
          async read() {
            if (data.length < pictureBytes) throw new UnusableFile('it vanished during the import');
            return { kind: 'pixels', width, height, channels: 1, data };
          },
        };
      }
    },
  };
}

const headerBytes = 16;

async function readBytes(path: string, unpackedLimit: number | undefined): Promise<Buffer> {
  const bytes = await readWhole(path);
  if (unpackedLimit === undefined) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: unpackedLimit });
  } catch (cause) {
    throw new UnusableFile('damaged, or it unpacks to far too much', { cause });
  }
}

const header = (bytes: Buffer) => ({
  claimed: bytes.readUInt32BE(4),
  height: bytes.readUInt32BE(8),
  width: bytes.readUInt32BE(12),
});

const maximumSide = 4096;

function assertHeader(bytes: Buffer): void {
  if (bytes.length < headerBytes) throw new UnusableFile('damaged or cut off');
  const { height, width } = header(bytes);
  const isSensible = height > 0 && width > 0 && height <= maximumSide && width <= maximumSide;
  if (!isSensible) throw new UnusableFile(`damaged: it claims pictures of ${width}×${height}`);
}
