import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errorCode } from './disk-error.ts';
import { isProcessAlive } from './process-alive.ts';

/**
 * Makes a folder for temporary files below `place`, and removes those with the same prefix of processes that were killed.
 * Its name tells the process that it belongs to.
 */
export async function makeOwnedFolder(place: string, prefix: string): Promise<string> {
  await removeAbandonedFolders(place, prefix);
  return mkdtemp(join(place, withOwner(prefix)));
}

/**
 * Removes the folders below `place` that were named by `withOwner(prefix)` in processes of this computer that are gone.
 * What the system refuses stays for the next time: nobody who asks for a folder has asked for this.
 */
export async function removeAbandonedFolders(place: string, prefix: string): Promise<void> {
  const start = `${prefix}${processSpace()}-`;
  for (const name of await unlessRefused(readdir(place), [])) {
    if (!name.startsWith(start)) continue;
    const [, pid] = /^(\d+)-[^-]+$/.exec(name.slice(start.length)) ?? [];
    if (pid === undefined || isProcessAlive(Number(pid))) continue;
    await unlessRefused(rm(join(place, name), { recursive: true, force: true }), undefined);
  }
}

/** Removes the folders below `place` that this process made with `makeOwnedFolder` and this prefix. */
export async function removeOwnFolders(place: string, prefix: string): Promise<void> {
  for (const name of await readdir(place))
    if (name.startsWith(withOwner(prefix))) await rm(join(place, name), { recursive: true, force: true });
}

/**
 * `instead` where the system refuses, whatever its reason is: the folder is another user's, is in use on Windows, or a
 * process that outlived its owner still writes there. Other errors are thrown.
 */
async function unlessRefused<T>(done: Promise<T>, instead: T): Promise<T> {
  try {
    return await done;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return instead;
  }
}

/** Start of a folder's name that tells which process made it; what makes it unique is to follow. */
export const withOwner = (prefix: string): string => `${prefix}${processSpace()}-${process.pid}-`;

/**
 * The same in all processes whose numbers can be compared: those of one computer, and on Linux of one container. Others
 * may see the same folder, and their processes are not to be taken for dead.
 */
function processSpace(): string {
  return createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, 8);
}

function processNamespace(): string {
  if (process.platform !== 'linux') return '';
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    // A sandbox without /proc has no containers of its own.
    return '';
  }
}
