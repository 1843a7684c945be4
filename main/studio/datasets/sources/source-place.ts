import { opendir, stat } from 'node:fs/promises';
import { StudioError } from '../../../contract/errors.ts';

/** A folder as it was when its files were listed. */
export interface SourcePlace {
  path: string;
  /** Number of the device that it lies on: another one shows through when a disk or a share is taken away. */
  device: number;
  /** Files and folders in it. */
  entryCount: number;
}

/** Codes of the system after which nothing else of that disk or share can be read. */
const lostDevice = new Set(
  ['ENODEV', 'ENXIO', 'ENOTCONN', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH'].concat([
    'ENETRESET',
    'ECONNRESET',
    'ECONNABORTED',
    'ETIMEDOUT',
    'EREMOTEIO',
    'ENOMEDIUM',
  ]),
);

export const isLostDevice = (code: string | undefined): boolean => code !== undefined && lostDevice.has(code);

/** Whether a folder is still the one that was listed: there, on its device, open to us, and not suddenly empty. */
export async function isStillThere({ path, device, entryCount }: SourcePlace): Promise<boolean> {
  try {
    if ((await stat(path)).dev !== device) return false;
    const folder = await opendir(path);
    try {
      return (await folder.read()) !== null || entryCount <= 1;
    } finally {
      await folder.close();
    }
  } catch {
    // Whatever the reason, its files cannot be read now.
    return false;
  }
}

export const sourceGone = (path: string, cause?: unknown): StudioError =>
  new StudioError(
    'SOURCE_GONE',
    'The pictures that are being imported can no longer be read.',
    {
      next: 'Connect their disk or network share again, then resume the import: it goes on where it stopped.',
      subject: path,
    },
    { cause },
  );
