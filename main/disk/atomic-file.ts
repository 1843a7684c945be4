import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Attempt, explainDiskError } from './disk-error.ts';
import { syncFolder } from './sync-folder.ts';

/** What a file is to hold; long ones come in portions. */
export type FileData = string | Uint8Array | AsyncIterable<string | Uint8Array>;

/** Opens a file for writing; tests put a failing disk in its place. */
export type OpenForWriting = (file: string) => Promise<Pick<FileHandle, 'writeFile' | 'sync' | 'close'>>;

interface WriteOptions extends Attempt {
  openFile?: OpenForWriting | undefined;
  /** What a failure is about; absent = the file. */
  subject?: string;
}

/**
 * Writes a file whole or not at all: temporary name in the same folder, flush, rename, flush the folder. Trouble with the
 * disk, such as DISK_FULL, has its next step; in any failure the temporary file is removed and what stood there before
 * stays.
 */
export async function writeFileAtomic(
  file: string,
  data: FileData,
  { openFile = openForWriting, subject = file, ...attempt }: WriteOptions = {},
): Promise<void> {
  // Not longer than a name that the disk takes.
  const temporary = join(dirname(file), `.tmp-${randomUUID().slice(0, 8)}`);
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
    throw explainDiskError(error, subject, attempt);
  }
}

const openForWriting: OpenForWriting = (file) => open(file, 'wx');
