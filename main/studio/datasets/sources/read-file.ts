import { type FileHandle, open } from 'node:fs/promises';
import { errorCode } from '../../library/atomic-file.ts';
import { headBytes } from './file-kinds.ts';
import { maximumFileBytes } from './limits.ts';
import { UnusableFile } from './unusable-file.ts';

/** First bytes, size and time of change of a file. Throws UnusableFile. */
export const readHead = (path: string): Promise<{ head: Buffer; sizeBytes: number; stamp: string }> =>
  withFile(path, async (handle) => {
    const { size, mtimeMs } = await handle.stat();
    const head = Buffer.alloc(Math.min(headBytes, size));
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return { head: head.subarray(0, bytesRead), sizeBytes: size, stamp: `${size}-${Math.round(mtimeMs)}` };
  });

/** A whole file. Throws UnusableFile. */
export const readWhole = (path: string): Promise<Buffer> =>
  withFile(path, async (handle) => {
    const { size } = await handle.stat();
    if (size === 0) throw new UnusableFile('an empty file');
    if (size > maximumFileBytes) throw new UnusableFile('too large: more than 512 MB');
    return handle.readFile();
  });

async function withFile<T>(path: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (cause) {
    const why = errorCode(cause) === 'ENOENT' ? 'it vanished during the import' : 'it may not be read';
    throw new UnusableFile(why, { cause });
  }
  try {
    return await work(handle);
  } catch (cause) {
    if (cause instanceof UnusableFile) throw cause;
    throw new UnusableFile('it could not be read to its end', { cause });
  } finally {
    await handle.close();
  }
}
