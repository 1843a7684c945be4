import type { Stats } from 'node:fs';
import { readdir, readFile, stat, utimes } from 'node:fs/promises';
import { errorCode } from './disk-error.ts';

/** Names in a folder; none when there is no such folder, or a file has its name. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Text of a file; empty when there is none. */
export async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

/** Bytes of a file; undefined when there is none. */
export const fileSizeBytes = async (file: string): Promise<number | undefined> =>
  (await statIfThere(file))?.size;

/** When a file or folder was changed last, in milliseconds since 1970; undefined when there is none. */
export const changedMs = async (path: string): Promise<number | undefined> =>
  (await statIfThere(path))?.mtimeMs;

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Nothing is there by that path: it has no such name, or a file stands where it wants a folder. */
export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');

export const exists = async (file: string) => (await fileSizeBytes(file)) !== undefined;

/** Makes a file one that was changed just now; false when there is none. */
export async function touchIfThere(file: string): Promise<boolean> {
  const now = new Date();
  try {
    await utimes(file, now, now);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
