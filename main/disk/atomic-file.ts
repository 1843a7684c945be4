import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Attempt, explainDiskError } from './disk-error.ts';
import { syncFolder } from './sync-folder.ts';

/**
 * Writes a file whole or not at all: temporary name in the same folder, flush, rename, flush the folder. Trouble with the
 * disk, such as DISK_FULL, has its next step; in any failure the temporary file is removed and what stood there before
 * stays.
 */
export async function writeFileAtomic(
  file: string,
  data: FileData,
  { openFile = openForWriting, ...options }: WriteOptions = {},
): Promise<void> {
  await replace(file, options, async (temporary) => {
    const handle = await openFile(temporary);
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

/**
 * `writeFileAtomic` for what writes its file itself, by the name that it is given. `flush` is false for files that can be
 * made again, or are only read by this process: after a power cut such a file may be empty.
 */
export async function makeFileAtomic(
  file: string,
  make: (temporary: string) => Promise<unknown>,
  { flush, ...options }: ReplaceOptions & { flush: boolean },
): Promise<void> {
  await replace(file, { ...options, flush }, async (temporary) => {
    await make(temporary);
    if (!flush) return;
    // Windows flushes only what is open for writing.
    const handle = await open(temporary, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

/** For small signs that code which waits puts down, which need not outlast a power cut: not flushed. */
export function putFile(file: string, data: string): void {
  const temporary = temporaryBeside(file);
  try {
    writeFileSync(temporary, data, { flag: 'wx' });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw explainDiskError(error, file);
  }
}

/** What a file is to hold; long ones come in portions. */
export type FileData = string | Uint8Array | AsyncIterable<string | Uint8Array>;

/** Opens a file for writing; tests put a failing disk in its place. */
export type OpenForWriting = (file: string) => Promise<Pick<FileHandle, 'writeFile' | 'sync' | 'close'>>;

interface ReplaceOptions extends Attempt {
  /** What a failure is about; absent = the file. */
  subject?: string;
}

interface WriteOptions extends ReplaceOptions {
  openFile?: OpenForWriting | undefined;
}

async function replace(
  file: string,
  { subject = file, flush = true, ...attempt }: ReplaceOptions & { flush?: boolean },
  make: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = temporaryBeside(file);
  try {
    await make(temporary);
    await rename(temporary, file);
    if (flush) await syncFolder(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true });
    throw explainDiskError(error, subject, attempt);
  }
}

/** Not longer than a name that the disk takes. */
const temporaryBeside = (file: string) => join(dirname(file), `.tmp-${randomUUID().slice(0, 8)}`);

const openForWriting: OpenForWriting = (file) => open(file, 'wx');
