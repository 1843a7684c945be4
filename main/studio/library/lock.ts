import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { StudioError } from '../../contract/errors.ts';
import { errorCode } from '../../disk/disk-error.ts';

/**
 * Keeps a library to one process at a time: a file with the holder's process id, made exclusively. The lock of a process
 * that is gone is taken over. Returns the function that gives it back.
 */
export function lockLibrary(file: string, pid: number = process.pid): () => void {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = openSync(file, 'wx');
      writeSync(handle, String(pid));
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    const holder = readHolder(file);
    if (holder !== undefined && isAlive(holder)) {
      throw new StudioError(
        'LIBRARY_UNUSABLE',
        `Another Faceloom (process ${holder}) has this library open.`,
        {
          next: 'Close it first, or use another library.',
          subject: file,
        },
      );
    }
    rmSync(file, { force: true });
  }
  throw new StudioError('LIBRARY_UNUSABLE', 'The library could not be locked.', {
    next: 'Try again; another Faceloom is opening it at this moment.',
    subject: file,
  });
}

function readHolder(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    // Given back in this very moment.
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks; EPERM means alive, but somebody else's.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
