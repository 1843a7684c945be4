import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { errorCode } from '../../../disk/disk-error.ts';
import { headBytes } from './file-kinds.ts';
import { emptyFile } from './picture-content.ts';
import { UnreadableFile, UnusableFile } from './unusable-file.ts';

/** First bytes of a file. Throws UnusableFile. */
export const readHead = (path: string): Promise<Buffer> =>
  withFile(path, (handle) => readAt(handle, 0, headBytes));

/** Bytes from a place in an open file on; fewer where the file ends before. */
export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

/** A whole file. Throws UnusableFile. */
export async function readWhole(path: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw unreadable(cause, path);
  }
  if (bytes.length === 0) throw new UnusableFile(emptyFile);
  return bytes;
}

/** Size and time of change. Throws UnusableFile. */
export async function readStamp(path: string): Promise<{ sizeBytes: number; stamp: string }> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { sizeBytes: size, stamp: `${size}-${Math.round(mtimeMs)}` };
  } catch (cause) {
    throw unreadable(cause, path);
  }
}

/** Opens a file for a while. Throws UnusableFile. */
export async function withFile<T>(path: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (cause) {
    throw unreadable(cause, path);
  }
  try {
    return await work(handle);
  } catch (error) {
    throw isOfSystem(error) ? unreadable(error, path, 'it could not be read to its end') : error;
  } finally {
    await handle.close();
  }
}

/** Errors of the system, as those of reading are; not those of the work, such as that it was cancelled. */
export const isOfSystem = (error: unknown): boolean => error instanceof Error && 'syscall' in error;

export function unreadable(
  cause: unknown,
  path: string,
  reason = openingReason(cause, path),
): UnreadableFile {
  return new UnreadableFile(reason, { code: errorCode(cause) ?? 'UNKNOWN', path, cause });
}

/** Names that are not UTF-8, as in folders from old systems, reach us with this character in place of what they hold. */
const replacement = '\ufffd';

function openingReason(cause: unknown, path: string): string {
  if (errorCode(cause) !== 'ENOENT') return 'it may not be read';
  return path.includes(replacement)
    ? 'its name cannot be read (it is not UTF-8); rename it'
    : 'it vanished during the import';
}
