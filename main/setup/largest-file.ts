import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Bytes of the largest file in a folder that another program fills, which is how far its download has come. Files and
 * folders come and go meanwhile: what cannot be looked at counts as nothing, for no download may fail because it
 * cannot be measured.
 */
export async function largestFileBytes(folder: string): Promise<number> {
  let largest = 0;
  // Folder by folder: one that goes during a recursive listing would hide all others.
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) largest = Math.max(largest, await largestFileBytes(file));
    else if (entry.isFile()) largest = Math.max(largest, await sizeBytes(file));
  }
  return largest;
}

const sizeBytes = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
