import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StudioError } from '../../contract/errors.ts';

/** What a file is to hold; long ones come in portions. */
export type FileData = string | Uint8Array | AsyncIterable<string | Uint8Array>;

/** Opens a file for writing; tests put a failing disk in its place. */
export type OpenForWriting = (file: string) => Promise<Pick<FileHandle, 'writeFile' | 'sync' | 'close'>>;

const openForWriting: OpenForWriting = (file) => open(file, 'wx');

/**
 * Writes a file whole or not at all: temporary name in the same folder, flush, rename, flush the folder.
 * A full disk is DISK_FULL; in any failure the temporary file is removed and what stood there before stays.
 */
export async function writeFileAtomic(
  file: string,
  data: FileData,
  openFile: OpenForWriting = openForWriting,
): Promise<void> {
  const temporary = `${file}.tmp-${randomUUID().slice(0, 8)}`;
  try {
    const handle = await openFile(temporary);
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true });
    throw explainDiskError(error, file);
  }
}

/** Waits until a folder's entries are on the disk; folders cannot be opened on Windows, where rename is durable. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A full disk or a folder that may not be written becomes an error with its next step; others pass through. */
export function explainDiskError(error: unknown, subject: string): unknown {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || isDatabaseFull(error)) {
    return new StudioError(
      'DISK_FULL',
      'The disk is full.',
      { next: 'Free some space and try again. Nothing half-written was kept.', subject },
      { cause: error },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new StudioError(
      'PATH_UNREADABLE',
      'That folder may not be written.',
      { next: 'Choose another folder, or change its permissions.', subject },
      { cause: error },
    );
  }
  return error;
}

/** SQLITE_FULL (sqlite.org/rescode.html): the disk had no room for the database. */
const isDatabaseFull = (error: unknown) =>
  error instanceof Error && 'errcode' in error && error.errcode === 13;

/** The system's error code, such as ENOENT. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
