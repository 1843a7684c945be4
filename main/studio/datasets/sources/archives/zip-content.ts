import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, crc32, inflateRaw, zstdDecompress } from 'node:zlib';
import { type FileKind, headBytes, kindOf } from '../file-kinds.ts';
import { maximumEntryBytes } from '../limits.ts';
import { readAt } from '../read-file.ts';
import { UnusableFile } from '../unusable-file.ts';
import { localSignature, type ZipEntry } from './zip-directory.ts';
import { wrapBytes } from './zip-end.ts';

/** Unpacks a whole entry. Throws UnusableFile; nothing is taken that its checksum does not fit. */
export async function readZipEntry(file: FileHandle, entry: ZipEntry, fileBytes: number): Promise<Buffer> {
  const packed = await readPacked(file, entry, fileBytes, entry.packedBytes);
  if (packed.length < entry.packedBytes) throw new UnusableFile('cut off in the archive');
  const bytes = await unpack(packed, entry);
  if (bytes.length !== entry.unpackedBytes || crc32(bytes) !== entry.crc) throw damaged();
  return bytes;
}

/** What an entry is by its first bytes; unknown when they cannot be unpacked. */
export async function zipEntryKind(
  file: FileHandle,
  entry: ZipEntry,
  path: string,
  fileBytes: number,
): Promise<FileKind> {
  try {
    const packed = await readPacked(file, entry, fileBytes, Math.min(entry.packedBytes, 2 * headBytes));
    return await kindOf((await unpackHead(packed, entry)).subarray(0, headBytes), path);
  } catch (error) {
    if (error instanceof UnusableFile) return { type: 'unknown' };
    throw error;
  }
}

/** Why an entry cannot be unpacked, by what the directory says of it. */
export function zipEntryProblem({ flags, method, packedBytes, unpackedBytes }: ZipEntry): string | undefined {
  // Bit 0: ZipCrypto or AES; bits 6 and 13: PKWARE's own.
  if ((flags & 0x2041) !== 0 || method === 99) return 'encrypted; unpack the archive with its password first';
  if (unpackers[method] === undefined) {
    const packing = otherMethods[method] ?? `method ${method}`;
    return `compressed in a way that cannot be read (${packing}); unpack the archive, or save it as plain ZIP`;
  }
  if (Math.max(packedBytes, unpackedBytes) > maximumEntryBytes) return 'too large: more than 128 MB';
  return undefined;
}

type Unpacker = (packed: Buffer, maxOutputLength: number) => Promise<Buffer>;

/** By their number in the archive (APPNOTE §4.4.5). */
const unpackers: Readonly<Record<number, Unpacker>> = {
  0: async (packed) => packed,
  8: (packed, maxOutputLength) => promisify(inflateRaw)(packed, { maxOutputLength }),
  93: (packed, maxOutputLength) => promisify(zstdDecompress)(packed, { maxOutputLength }),
};

const otherMethods: Readonly<Record<number, string>> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64',
  12: 'BZIP2',
  14: 'LZMA',
  95: 'XZ',
  96: 'JPEG variant',
  98: 'PPMd',
};

const damaged = (cause?: unknown) => new UnusableFile('damaged in the archive', { cause });

/** Errors of zlib are all about the data; a limit that is passed too, since the directory says another size. */
async function unpack(packed: Buffer, { method, unpackedBytes }: ZipEntry): Promise<Buffer> {
  try {
    return await unpackers[method](packed, Math.max(1, unpackedBytes));
  } catch (cause) {
    throw damaged(cause);
  }
}

/** Unpacks the beginning of an entry from the beginning of its packed bytes. */
async function unpackHead(packed: Buffer, { method }: ZipEntry): Promise<Buffer> {
  try {
    if (method === 8) return await promisify(inflateRaw)(packed, { finishFlush: constants.Z_SYNC_FLUSH });
    if (method === 93)
      return await promisify(zstdDecompress)(packed, { finishFlush: constants.ZSTD_e_flush });
    return packed;
  } catch (cause) {
    throw damaged(cause);
  }
}

/** Packed bytes from the beginning of an entry, fewer where the file ends before. */
async function readPacked(
  file: FileHandle,
  entry: ZipEntry,
  fileBytes: number,
  length: number,
): Promise<Buffer> {
  return readAt(file, await dataStart(file, entry, fileBytes), length);
}

/** Behind the local header, whose name and extra field may have other lengths than in the directory. */
async function dataStart(file: FileHandle, entry: ZipEntry, fileBytes: number): Promise<number> {
  const { nameBytes, offset, isWrapped } = entry;
  for (let at = offset; at < fileBytes; at += wrapBytes) {
    const header = await readAt(file, at, 30 + nameBytes.length);
    if (header.length >= 30 && header.subarray(0, 4).equals(localSignature)) {
      if (!isWrapped || header.subarray(30).equals(nameBytes))
        return at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    }
    if (!isWrapped) break;
  }
  throw damaged();
}
