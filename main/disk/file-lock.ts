import { DatabaseSync } from 'node:sqlite';
import { sqliteResult } from './disk-error.ts';

/** A lock between processes, held until it is released or its process ends. */
export interface FileLock {
  release(): void;
}

const busy = 5;

/**
 * Takes a lock, or gives undefined when somebody else holds it; the file's folder exists already. The lock is SQLite's
 * exclusive lock on an empty file, so the kernel itself drops it when its holder dies: there is no stale lock to judge
 * and no race in taking one over. The file stays: removing it would let two hold locks on files of one name.
 * Of several that try at the same time exactly one gets it if all wait a little; `waitMs` blocks the thread.
 */
export function tryLockFile(file: string, waitMs = 0): FileLock | undefined {
  const database = new DatabaseSync(file, { timeout: waitMs });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    if (sqliteResult(error) === busy) return undefined;
    throw error;
  }
}
