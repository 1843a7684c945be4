import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { type ErrorCode, StudioError } from '../contract/errors.ts';

/** What failed, and how to go on after the remedy; both are parts of sentences. */
export interface Attempt {
  /** "the checkpoint could not be saved" */
  lost?: string;
  /** "resume; the last checkpoint is untouched" */
  goOn?: string;
}

/**
 * An error of a disk becomes one with its next step; others pass through. `subject` is the file or folder that it is
 * about.
 */
export function explainDiskError(
  error: unknown,
  subject: string | undefined,
  { lost, goOn = 'try again; nothing half-written was kept' }: Attempt = {},
): unknown {
  const trouble = troubleOf(error);
  if (trouble === undefined) return error;
  return new StudioError(
    trouble.code,
    lost === undefined ? `${trouble.message}.` : `${trouble.message}, so ${lost}.`,
    { next: `${trouble.remedy}, and ${goOn}.`, ...(subject === undefined ? {} : { subject }) },
    { cause: error },
  );
}

/**
 * For errors that come from anywhere: those that can only be a disk's are explained. A missing file is not the fault of the
 * disk as long as its folder is there, and neither is what processes and sockets report. `subject` stands in where
 * the error names no path.
 */
export function explainIfDiskError(
  error: unknown,
  { subject, goOn = 'try again' }: { subject?: string; goOn?: string } = {},
): unknown {
  if (!(error instanceof Error)) return error;
  const code = errorCode(error) ?? '';
  const path = 'path' in error ? String(error.path) : undefined;
  const syscall = 'syscall' in error ? String(error.syscall) : '';
  if (/^(spawn|kill|listen|bind|accept|connect|getaddrinfo|uv_)/.test(syscall)) return error;
  const isOfFolder =
    /^(scandir|opendir)$/.test(syscall) || (path !== undefined && !existsSync(dirname(path)));
  if (code === 'ENOENT' && !isOfFolder) return error;
  if (ambiguous.has(code) && path === undefined && !/^(fsync|fdatasync|ftruncate|copyfile)$/.test(syscall))
    return error;
  return explainDiskError(error, path ?? subject, { goOn });
}

/** SQLite's primary result code, such as 5 for busy; undefined for other errors. */
export const sqliteResult = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;

/** The system's error code, such as ENOENT, also of those that Node has only a number for. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return undefined;
  const { code } = error;
  if (!/^(UNKNOWN|Unknown system error)/.test(code) || !('errno' in error)) return code;
  return namesOfNumbers.get(Math.abs(Number(error.errno))) ?? code;
}

/** What a system reports of a disk, and what a person can do about it. */
interface Trouble {
  code: ErrorCode;
  /** A sentence without its full stop. */
  message: string;
  remedy: string;
}

const full: Trouble = { code: 'DISK_FULL', message: 'The disk is full', remedy: 'Free some space' };
const quota: Trouble = {
  code: 'DISK_FULL',
  message: 'Your share of the disk is used up',
  remedy: 'Free some space or ask for a larger quota',
};
const forbidden: Trouble = {
  code: 'PATH_UNREADABLE',
  message: 'That folder may not be written',
  remedy: 'Choose another folder, or change its permissions',
};
const readOnly: Trouble = {
  code: 'PATH_UNREADABLE',
  message: 'That disk can only be read',
  remedy:
    'Make it writable (a disk with errors may have been locked by the system), or choose another folder',
};
const tooManyFiles: Trouble = {
  code: 'MACHINE_BUSY',
  message: 'Too many files are open at once',
  remedy: 'Close other programs, or raise the limit of open files ("ulimit -n" shows it)',
};
/** With what the disk said, since there is no better word for it. */
const broken = (said: string): Trouble => ({
  code: 'DISK_FAILED',
  message: `The disk reported an error (${said})`,
  remedy: 'Check that the disk or network share is connected and works',
});
const refused = (said: string): Trouble => ({
  code: 'DISK_FAILED',
  message: `The disk refused what every disk should do (${said})`,
  remedy:
    'Move the library or the file to a disk of this computer (some network shares and USB drives cannot save files for certain)',
});
const corrupt: Trouble = {
  code: 'DISK_FAILED',
  message: 'The files of that disk are damaged',
  remedy: 'Have the system check the disk for errors, copy what is dear to you to another one',
};
const gone: Trouble = {
  code: 'PATH_NOT_FOUND',
  message: 'The folder has gone',
  remedy: 'Connect its disk again, or choose a folder that is there',
};
const notFolder: Trouble = {
  code: 'PATH_UNREADABLE',
  message: 'Something else has that name',
  remedy: 'Choose another folder',
};
const inUse: Trouble = {
  code: 'MACHINE_BUSY',
  message: 'Another program is using that file',
  remedy: 'Close it there',
};

/** By the system's code. */
const troubles: Readonly<Record<string, Trouble>> = {
  ENOSPC: full,
  EDQUOT: quota,
  EFBIG: {
    code: 'DISK_FAILED',
    message: 'The disk cannot hold a file of that size',
    remedy: 'Choose a folder on a disk without that limit (FAT32 ends at 4 GB)',
  },
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: readOnly,
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  ENAMETOOLONG: {
    code: 'INVALID_INPUT',
    message: 'The name is too long for that disk',
    remedy: 'Choose a shorter name, or a folder that lies less deep',
  },
  ENOENT: gone,
  ENOTDIR: notFolder,
  EEXIST: notFolder,
  EISDIR: notFolder,
  EBUSY: inUse,
  ETXTBSY: inUse,
  EUCLEAN: corrupt,
  EBADMSG: corrupt,
  // Most of them are those of network shares, and of disks that were pulled out.
  ...Object.fromEntries(
    [
      'EIO',
      'ENXIO',
      'ENODEV',
      'ENOMEDIUM',
      'ESTALE',
      'ENOTCONN',
      'EHOSTDOWN',
      'EREMOTEIO',
      'ETIMEDOUT',
      'UNKNOWN',
    ].map((code) => [code, broken(code)]),
  ),
  // Of a file's own flush, say: without it nobody knows whether the file was saved.
  ...Object.fromEntries(
    ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'ENOLCK'].map((code) => [code, refused(code)]),
  ),
};

/** What sockets and mistakes of programs report as well. */
const ambiguous = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'ENODEV', 'ETIMEDOUT', 'UNKNOWN']);

/** The numbers of the system's errors; Linux has some that Node does not list. */
const namesOfNumbers: ReadonlyMap<number, string> = new Map([
  // Structure needs cleaning, and no medium found: the same numbers on every Linux that Node runs on.
  ...(process.platform === 'linux'
    ? ([
        [117, 'EUCLEAN'],
        [123, 'ENOMEDIUM'],
      ] as const)
    : []),
  ...Object.entries(constants.errno).map(([name, number]) => [number, name] as const),
]);

const damaged: Trouble = {
  code: 'LIBRARY_UNUSABLE',
  message: 'The database is damaged',
  remedy: 'Put it back from a backup, or choose another library',
};
const unopened: Trouble = {
  code: 'LIBRARY_UNUSABLE',
  message: 'The database cannot be opened',
  remedy: 'Check the permissions of its folder, and how many files are open',
};

/** SQLite's primary result codes that speak of the disk (sqlite.org/rescode.html). */
const sqliteTroubles: Readonly<Record<number, Trouble>> = {
  5: inUse,
  8: readOnly,
  10: broken('SQLITE_IOERR'),
  11: damaged,
  13: full,
  14: unopened,
  26: damaged,
};

/** SQLite's extended code for a database whose file is no longer there. */
const databaseMoved = 1032;

function troubleOf(error: unknown): Trouble | undefined {
  const result = sqliteResult(error);
  if (error instanceof Error && 'errcode' in error && error.errcode === databaseMoved) return gone;
  return result === undefined ? troubles[errorCode(error) ?? ''] : sqliteTroubles[result];
}
