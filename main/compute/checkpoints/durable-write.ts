import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { StudioError } from '../../contract/errors.ts';

/** Writes a whole file and waits until it is on the disk. */
export function writeDurably(file: string, data: Uint8Array): void {
  const handle = openSync(file, 'w');
  try {
    let written = 0;
    while (written < data.length) written += writeSync(handle, data, written);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Waits until a folder's entries are on the disk; a no-op where folders cannot be opened (Windows). */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Turns "no space left" into an error with a next step; anything else passes through. */
export function explainWriteError(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new StudioError(
    'DISK_FULL',
    'The disk is full, so the checkpoint could not be saved.',
    { next: 'Free some space and resume; the checkpoint before this one is untouched.', subject: folder },
    { cause: error },
  );
}
