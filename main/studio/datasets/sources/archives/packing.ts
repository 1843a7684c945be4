import { createReadStream } from 'node:fs';
import { pipeline, type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { type FileKind, headBytes, kindOf } from '../file-kinds.ts';
import { isOfSystem, unreadable } from '../read-file.ts';
import { UnreadableFile, UnusableFile } from '../unusable-file.ts';
import { copyAgain } from './zip-directory.ts';

/** Ways in which one file is packed as a whole, mostly a TAR archive. */
export type Packing = 'gzip' | 'zstd';

const unpackers: Readonly<Record<Packing, () => Transform>> = {
  gzip: () => createGunzip({ chunkSize: partBytes }),
  zstd: () => createZstdDecompress({ chunkSize: partBytes }),
};
/** Parts of 16 KB, as they come, cost twice the time of unpacking them. */
const partBytes = 2 ** 18;

/**
 * The bytes of a file, unpacked where it is packed; `onRead` is told how many bytes of the file were read so far. The
 * reader gets the errors, and closes the file by leaving.
 */
export async function* unpackedBytes(
  path: string,
  packing: Packing | undefined,
  onRead: (bytes: number) => void = () => undefined,
): AsyncGenerator<Buffer, void> {
  const file = createReadStream(path);
  const stream =
    packing === undefined
      ? file
      : // Errors arrive at the reader, who iterates over the last of the two.
        pipeline(file, unpackers[packing](), () => undefined);
  let told = 0;
  try {
    for await (const part of stream as AsyncIterable<Buffer>) {
      // A little of the file may unpack to many parts.
      if (file.bytesRead > told) onRead(file.bytesRead);
      told = file.bytesRead;
      yield part;
    }
  } catch (error) {
    throw isOfSystem(error) ? unreadable(error, path) : error;
  } finally {
    stream.destroy();
    file.destroy();
  }
}

/** What a packed file holds. Throws UnusableFile when it is damaged so early that nobody can tell. */
export async function kindInside(path: string, packing: Packing): Promise<FileKind> {
  const parts: Buffer[] = [];
  let length = 0;
  let damage: Error | undefined;
  try {
    for await (const part of unpackedBytes(path, packing)) {
      parts.push(part);
      length += part.length;
      if (length >= headBytes) break;
    }
  } catch (error) {
    if (!(error instanceof Error) || error instanceof UnreadableFile) throw error;
    // What came before may still tell what it is.
    damage = error;
  }
  const kind = await kindOf(Buffer.concat(parts).subarray(0, headBytes));
  if (kind.type === 'unknown' && damage !== undefined)
    throw new UnusableFile(`damaged or cut off; ${copyAgain}`, { cause: damage });
  return kind;
}
