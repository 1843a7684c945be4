import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { rootDir } from './app.ts';

/** True when a source below one of the folders is newer than the built file. */
export async function isOutdated(builtFile: string, folders: readonly string[]): Promise<boolean> {
  const { mtimeMs: builtMs } = await stat(builtFile);
  for (const folder of folders) {
    for (const entry of await readdir(join(rootDir, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const { mtimeMs } = await stat(join(entry.parentPath, entry.name));
      if (mtimeMs > builtMs) return true;
    }
  }
  return false;
}
