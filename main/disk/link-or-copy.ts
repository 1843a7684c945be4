import { constants } from 'node:fs';
import { copyFile, link } from 'node:fs/promises';
import { makeFileAtomic } from './atomic-file.ts';
import { errorCode } from './disk-error.ts';

/** Links a file; tests put file systems in its place that cannot. */
export type Link = (from: string, to: string) => Promise<void>;

/**
 * Gives a file that never changes a second name, which takes no room; where the file system has no hard links, such as
 * FAT32, exFAT and many shares, it is copied: whole or not at all. Another file that stands there already is EEXIST.
 */
export async function linkOrCopy(from: string, to: string, linkFile: Link = link): Promise<void> {
  try {
    await linkFile(from, to);
  } catch (error) {
    if (!refusals.has(errorCode(error) ?? '')) throw error;
    await copyWhole(from, to);
  }
}

/** Copies a file whole or not at all; as a clone where the file system can, which takes no room. */
export const copyWhole = (from: string, to: string): Promise<void> =>
  makeFileAtomic(
    to,
    (temporary) => copyFile(from, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE),
    { flush: true },
  );

/** How file systems say that they have no hard links, none to there, or no more of them; EISDIR is FAT on Windows. */
const refusals = new Set([
  'EPERM',
  'EACCES',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EINVAL',
  'EISDIR',
  'EXDEV',
  'EMLINK',
  'UNKNOWN',
]);
