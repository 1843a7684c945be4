import { rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { StudioError } from '../contract/errors.ts';
import { makeOwnedFolder } from './abandoned-folders.ts';
import { errorCode } from './disk-error.ts';

/**
 * Runs `use` with a new folder for files that nobody needs afterwards, and removes it, as well as those that processes
 * with the same prefix left when they were killed. Where the system's folder for such
 * files is not there, full or read-only, another place is tried; `use` may therefore run again from its beginning. Throws
 * PATH_UNREADABLE when none can be written.
 */
export async function inScratchFolder<T>(
  prefix: string,
  use: (folder: string) => Promise<T>,
  places: readonly string[] = scratchPlaces(),
): Promise<T> {
  let failure: unknown;
  for (const place of places) {
    let folder: string | undefined;
    try {
      folder = await makeOwnedFolder(place, prefix);
      return await use(folder);
    } catch (error) {
      if (!isOfPlace(error)) throw error;
      failure = error;
    } finally {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    }
  }
  throw new StudioError(
    'PATH_UNREADABLE',
    'There is no folder for temporary files that can be written.',
    {
      next: 'Set TMPDIR to a folder that exists, has space and can be written, and try again.',
      subject: places[0] ?? tmpdir(),
    },
    { cause: failure },
  );
}

/** TMPDIR or its like first; then what systems have, and what is the user's own. */
function scratchPlaces(): string[] {
  const usual = process.platform === 'win32' ? [] : ['/tmp', '/var/tmp'];
  return [...new Set([tmpdir(), ...usual, homedir()])];
}

const codesOfPlace = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EIO']);

/** The place is at fault, so that another may do. */
const isOfPlace = (error: unknown): boolean => codesOfPlace.has(errorCode(error) ?? '');
