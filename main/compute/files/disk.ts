import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { StudioError } from '../../contract/errors.ts';

/**
 * What saving a checkpoint asks of a file system. What was written or renamed outlasts a power cut only after the file,
 * or the folder it stands in, was synced; tests put disks in its place that lose the rest, or fill up.
 */
export interface Disk {
  /** Makes a folder and those above it; true when it was not there. */
  makeFolder(folder: string): boolean;
  exists(path: string): boolean;
  read(file: string): Uint8Array;
  write(file: string, data: Uint8Array): void;
  syncFile(file: string): void;
  syncFolder(folder: string): void;
  /** A file that stands there is replaced. */
  rename(from: string, to: string): void;
  /** A file, or a folder with all in it; nothing there is no error. */
  remove(path: string): void;
}

export const nodeDisk: Disk = {
  makeFolder: (folder) => mkdirSync(folder, { recursive: true }) !== undefined,
  exists: existsSync,
  read: (file) => readFileSync(file),
  write: (file, data) => writeFileSync(file, data),
  // Windows flushes only what is open for writing.
  syncFile: (file) => sync(file, 'r+'),
  syncFolder(folder) {
    // Windows cannot open folders; a rename is durable there.
    if (process.platform !== 'win32') sync(folder, 'r');
  },
  rename: renameSync,
  remove: (path) => rmSync(path, { recursive: true, force: true }),
};

function sync(path: string, flags: 'r' | 'r+'): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Turns "no space left" into an error with a next step; anything else passes through. */
export function explainWriteError(
  error: unknown,
  folder: string,
  lost = 'the checkpoint could not be saved',
): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new StudioError(
    'DISK_FULL',
    `The disk is full, so ${lost}.`,
    { next: 'Free some space and resume; the last checkpoint is untouched.', subject: folder },
    { cause: error },
  );
}
