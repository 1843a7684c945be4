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
import { syncFolderNow } from '../../disk/sync-folder.ts';

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
  /** False where the file system cannot. */
  syncFolder(folder: string): boolean;
  /** A file that stands there is replaced. */
  rename(from: string, to: string): void;
  /** A file, or a folder with all in it; it is not an error when nothing is there. */
  remove(path: string): void;
}

export const nodeDisk: Disk = {
  makeFolder: (folder) => mkdirSync(folder, { recursive: true }) !== undefined,
  exists: existsSync,
  read: (file) => readFileSync(file),
  write: (file, data) => writeFileSync(file, data),
  syncFile,
  syncFolder: syncFolderNow,
  rename: renameSync,
  remove: (path) => rmSync(path, { recursive: true, force: true }),
};

function syncFile(file: string): void {
  // Windows flushes only what is open for writing.
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
