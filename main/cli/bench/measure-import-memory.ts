import { copyFile, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeOwnedFolder } from '../../disk/abandoned-folders.ts';
import { drawFaces, importOnce } from './measure-import.ts';

export interface ImportMemory {
  images: number;
  /** Resident memory of the process when each tenth of the pictures was done; flat when it does not grow with the set. */
  bytesAtTenths: number[];
  /** Highest of all moments. */
  peakBytes: number;
}

/** Imports generated copies of drawn faces in this process and watches its memory. */
export async function measureImportMemory(images: number): Promise<ImportMemory> {
  const scratch = await makeOwnedFolder(tmpdir(), 'faceloom-bench-');
  try {
    const originals = await drawFaces(scratch);
    const copies = join(scratch, 'copies');
    await mkdir(copies);
    for (let i = 0; i < images; i++)
      await copyFile(originals[i % originals.length], join(copies, `${String(i).padStart(6, '0')}.jpg`));
    const bytesAtTenths: number[] = [];
    let peakBytes = 0;
    await importOnce(copies, join(scratch, 'library'), (done) => {
      const bytes = process.memoryUsage.rss();
      peakBytes = Math.max(peakBytes, bytes);
      if (done >= ((bytesAtTenths.length + 1) * images) / 10) bytesAtTenths.push(bytes);
    });
    return { images, bytesAtTenths, peakBytes: Math.max(peakBytes, process.memoryUsage.rss()) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
