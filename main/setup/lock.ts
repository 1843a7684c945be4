import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { StudioError } from '../contract/errors.ts';

interface LockOptions {
  signal?: AbortSignal;
  /** Called once, when somebody else holds the lock. */
  onWait?: () => void;
  /** How long to wait for the holder before giving up. */
  timeoutMs: number;
  pollMs?: number;
}

const sqliteBusy = 5;

/**
 * Runs `work` while holding a lock between processes; the file's folder exists already. The lock is SQLite's exclusive lock on an empty file, so the
 * kernel itself drops it when its holder dies: there is no stale lock to judge and no race in taking one over.
 */
export async function withLock<T>(file: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const lock = new DatabaseSync(file);
  try {
    await acquire(lock, options);
    return await work();
  } finally {
    lock.close();
  }
}

async function acquire(lock: DatabaseSync, { signal, onWait, timeoutMs, pollMs = 250 }: LockOptions) {
  for (let waitedMs = 0; !tryLock(lock); waitedMs += pollMs) {
    if (waitedMs === 0) onWait?.();
    if (waitedMs >= timeoutMs) {
      throw new StudioError(
        'ENGINE_UNAVAILABLE',
        'Another set-up of TensorFlow has been running for too long.',
        {
          next: 'Wait for it or end it, then run npm run setup:tensorflow.',
        },
      );
    }
    await sleep(pollMs, undefined, { signal });
  }
}

function tryLock(lock: DatabaseSync): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return false;
    throw error;
  }
}
