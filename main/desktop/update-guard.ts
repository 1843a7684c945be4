import { statSync } from 'node:fs';
import { StudioError } from '../contract/errors.ts';
import { errorCode } from '../disk/disk-error.ts';

/**
 * Notes which file the program is, and returns a check that throws once another has taken its place. A package manager may
 * replace an installed program while it runs; a compute process of the new files would not understand this studio.
 */
export function updateGuard(programFile: string): () => void {
  const here = markOf(programFile);
  return () => {
    if (markOf(programFile) !== here)
      throw new StudioError('PROGRAM_UPDATED', 'Faceloom was updated while it was open.', {
        next: 'Close it and start it again. Runs go on from their checkpoints when you resume them.',
      });
  };
}

/** Updates put a new file in the place of the old one, or write into it. */
function markOf(file: string): string {
  try {
    const { dev, ino, size, mtimeMs } = statSync(file);
    return [dev, ino, size, mtimeMs].join();
  } catch (error) {
    return errorCode(error) ?? 'unreadable';
  }
}
