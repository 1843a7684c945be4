import { rmSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { putFile } from '../../disk/atomic-file.ts';
import { explainDiskError, sqliteResult } from '../../disk/disk-error.ts';
import { tryLockFile } from '../../disk/file-lock.ts';
import type { Logger } from '../base/log.ts';
import { isOpenElsewhere } from './db.ts';
import { isLocalDisk, type Machine, thisMachine } from './machine.ts';
import { heartbeatMs, judgeOwner, newOwner, type Owner, readOwner } from './owner.ts';
import type { LibraryPaths } from './paths.ts';

/** A library that is held by this process alone. */
export interface LibraryLock {
  release(): void;
}

interface LockOptions {
  log: Logger;
  /** Called when another computer has taken the library over meanwhile; nothing may be written to it any more. */
  onLost(error: StudioError): void;
  machine?: Machine;
  isLocal?: boolean;
  now?: () => Date;
}

/** How long several that open a library at the same moment wait for each other, until one of them has it. */
const raceMs = 500;

const firstBeatMs = 3000;

/** What SQLite says where a file cannot be locked. */
const ioError = 10;

/**
 * Keeps a library to one studio at a time: by a lock of the kernel, which ends with its process, and by a mark that
 * says to other computers who has it. LIBRARY_UNUSABLE says who that is, and how to go on.
 */
export function lockLibrary(paths: LibraryPaths, options: LockOptions): LibraryLock {
  const { log, machine = thisMachine(), isLocal = isLocalDisk(dirname(paths.lock)) } = options;
  const { now = () => new Date() } = options;
  forgetLockOfOldKind(paths);
  const lock = takeLock(paths);
  try {
    const before = readOwner(paths.owner);
    if (before !== undefined) {
      const verdict = judgeOwner(before, { here: machine, isLocal, now: now() });
      if (verdict !== 'gone') throw openElsewhere(before, verdict, paths.owner, now());
      log.info('the library was left open, by a process that is gone', { owner: before });
    }
    const owner = newOwner(machine, now());
    putMark(paths.owner, owner, log);
    const stop = keepAlive(paths.owner, owner, { ...options, now });
    return {
      release() {
        stop();
        try {
          if (readOwner(paths.owner)?.token === owner.token) rmSync(paths.owner, { force: true });
        } finally {
          lock.release();
        }
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function takeLock(paths: LibraryPaths) {
  try {
    const lock = tryLockFile(paths.lock, raceMs);
    if (lock !== undefined) return lock;
  } catch (cause) {
    throw sqliteResult(cause) === ioError ? noLocks(paths, cause) : explainDiskError(cause, paths.lock);
  }
  throw openHere(readOwner(paths.owner), paths.lock);
}

/** Writes who has the library; a full disk must not keep anybody from opening it to make room. */
function putMark(file: string, owner: Owner, log: Logger): void {
  try {
    putFile(file, JSON.stringify(owner));
  } catch (error) {
    if (!(error instanceof StudioError && error.code === 'DISK_FULL')) throw error;
    log.warn('the disk is full: other computers cannot see that this library is open', { file });
  }
}

/** Says every minute that this process lives; gives the function that ends it. */
function keepAlive(
  file: string,
  owner: Owner,
  { log, onLost, now = () => new Date() }: LockOptions,
): () => void {
  const beat = () => {
    const there = readOwner(file);
    if (there !== undefined && there.token !== owner.token) {
      clearInterval(timer);
      onLost(takenOver(there, file));
      return;
    }
    putFile(file, JSON.stringify({ ...owner, aliveAt: now().toISOString() }));
  };
  const check = () => {
    try {
      beat();
    } catch (error) {
      log.warn('the sign that the library is open could not be renewed', { error });
    }
  };
  // Two computers that opened it at the same moment: the mark of one stands, and the other one ends here.
  const first = setTimeout(check, firstBeatMs).unref();
  const timer = setInterval(check, heartbeatMs).unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}

/**
 * Up to version 0.1 the lock was a file with a process number, which may be somebody else's by now: whether its studio
 * still has the library open, the database knows.
 */
function forgetLockOfOldKind(paths: LibraryPaths): void {
  const size = statSync(paths.lock, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return;
  if (isOpenElsewhere(paths.database)) throw openHere(undefined, paths.lock);
  truncateSync(paths.lock);
}

const openHere = (owner: Owner | undefined, subject: string) =>
  new StudioError(
    'LIBRARY_UNUSABLE',
    `Another Faceloom${owner === undefined ? '' : ` (process ${owner.pid} on "${owner.machine.host}")`} has this library open.`,
    { next: 'Close it first, or use another library.', subject },
  );

function openElsewhere(owner: Owner, verdict: 'alive' | 'silent', subject: string, now: Date): StudioError {
  const { host } = owner.machine;
  if (verdict === 'alive') {
    const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(owner.aliveAt)) / 1000));
    return new StudioError(
      'LIBRARY_UNUSABLE',
      `Faceloom has this library open on the computer "${host}"; its last sign of life is ${seconds} seconds old.`,
      {
        next: 'Close it there first. If that computer has just crashed, try again in three minutes.',
        subject,
      },
    );
  }
  return new StudioError(
    'LIBRARY_UNUSABLE',
    `Faceloom has this library open on the computer "${host}", which gave its last sign of life at ${owner.aliveAt}.`,
    {
      next: `Close it there first: two at once would damage the library. If Faceloom does not run there any more, delete the file ${subject} and open the library again.`,
      subject,
    },
  );
}

const takenOver = (owner: Owner, subject: string) =>
  new StudioError('LIBRARY_UNUSABLE', `The computer "${owner.machine.host}" has taken this library over.`, {
    next: 'Close Faceloom here, or there and then open the library here again.',
    subject,
  });

const noLocks = (paths: LibraryPaths, cause: unknown) =>
  new StudioError(
    'LIBRARY_UNUSABLE',
    'The library’s disk or network share cannot lock files.',
    {
      next: 'Move the library to a disk of this computer, or mount the share with locks.',
      subject: dirname(paths.lock),
    },
    { cause },
  );
