import { closeSync, fsyncSync, openSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errorCode } from './disk-error.ts';

/** Opens a folder to be synced; tests put file systems in its place that cannot. */
export type OpenFolder = (folder: string) => Promise<Pick<FileHandle, 'sync' | 'close'>>;

/**
 * Waits until the names in a folder are on the disk, so that a file that was renamed outlasts a power cut. Gives false
 * where the file system cannot do it, as network shares, FUSE mounts and Windows: the files themselves were synced, and
 * nothing more can be had there. Any other failure is thrown.
 */
export async function syncFolder(
  folder: string,
  openFolder: OpenFolder = (path) => open(path, 'r'),
): Promise<boolean> {
  try {
    const handle = await openFolder(folder);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (cannotSync(error)) return false;
    throw error;
  }
}

/** `syncFolder` for code that waits. */
export function syncFolderNow(folder: string, fs = { openSync, fsyncSync, closeSync }): boolean {
  try {
    const handle = fs.openSync(folder, 'r');
    try {
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    return true;
  } catch (error) {
    if (cannotSync(error)) return false;
    throw error;
  }
}

/** How file systems say that a folder cannot be opened, or not be synced. */
const refusals = new Set([
  'EINVAL',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EIO',
  'EPERM',
  'EACCES',
  'EISDIR',
  'EBADF',
  // What Windows says of some shares, and Node has no name for.
  'UNKNOWN',
]);

const cannotSync = (error: unknown): boolean => refusals.has(errorCode(error) ?? '');
