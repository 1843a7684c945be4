import { readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Db } from './db.ts';
import type { LibraryPaths } from './paths.ts';

/**
 * Copies the database beside itself before a newer Faceloom changes it, so that the older one can be gone back to. The
 * copy is whole or not there at all (sqlite.org/lang_vacuum.html#vacuuminto); that of an earlier update goes once the
 * new one is there. Takes as much of the disk as the database.
 */
export function backUpDatabase(db: Db, paths: LibraryPaths, version: number): void {
  const backup = paths.databaseBackup(version);
  const half = `${backup}.tmp`;
  rmSync(half, { force: true });
  try {
    db.run('VACUUM INTO ?', half);
    renameSync(half, backup);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
  const folder = dirname(backup);
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (/^library\.version-\d+\.sqlite$/.test(name) && file !== backup) rmSync(file);
  }
}
