import { setTimeout as sleep } from 'node:timers/promises';
import { StudioError } from '../contract/errors.ts';
import { type FileLock, tryLockFile } from '../disk/file-lock.ts';

interface LockOptions {
  signal?: AbortSignal | undefined;
  /** Called once, when somebody else holds the lock. */
  onWait?: () => void;
  /** How long to wait for the holder before giving up. */
  timeoutMs: number;
  pollMs?: number;
}

/** Runs `work` while holding a lock between processes; the file's folder exists already. */
export async function withLock<T>(file: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const lock = await acquire(file, options);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

async function acquire(
  file: string,
  { signal, onWait, timeoutMs, pollMs = 250 }: LockOptions,
): Promise<FileLock> {
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const lock = tryLockFile(file);
    if (lock !== undefined) return lock;
    if (waitedMs === 0) onWait?.();
    if (waitedMs >= timeoutMs) {
      throw new StudioError('ENGINE_UNAVAILABLE', 'Another set-up has been running for too long.', {
        next: 'Wait for it or end it, then try again.',
      });
    }
    await sleep(pollMs, undefined, { signal });
  }
}
