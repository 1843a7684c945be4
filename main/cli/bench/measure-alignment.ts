import { rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { makeOwnedFolder } from '../../disk/abandoned-folders.ts';
import { paintSampleFaces } from '../../sample-faces/paint-sample-faces.ts';
import { createLogger } from '../../studio/base/log.ts';
import { computeProcesses } from '../../studio/compute-process/compute-processes.ts';
import { FacePool } from '../../studio/compute-process/face-pool.ts';
import { forkCompute } from '../../studio/compute-process/fork-compute.ts';
import { prepareSource } from '../../studio/datasets/import/prepare-source.ts';
import { openLibrary } from '../../studio/library/library.ts';
import { SettingsStore } from '../../studio/library/settings.ts';
import { computeEntry } from '../app.ts';

export interface AlignmentRates {
  images: number;
  imagesPerSecond: number;
  processes: number;
  /** Time spent finding faces, of all the time that the cores had. */
  computeShare: number;
}

const drawnFaces = 64;
/** Processes are warm after so many. */
const warmUpFaces = 8;

/** Finds and aligns drawn faces on all cores: reading, finding, cutting out, measuring and encoding. */
export async function measureAlignment(): Promise<AlignmentRates> {
  const scratch = await makeOwnedFolder(tmpdir(), 'faceloom-bench-');
  const library = openLibrary(join(scratch, 'library'));
  const log = createLogger(() => undefined);
  const pool = new FacePool(computeProcesses(forkCompute(computeEntry, log)), new SettingsStore(library.db));
  const options = { faces: 'align', size: 256, pool, isKnown: () => false } as const;
  try {
    const pictures: Buffer[] = [];
    for await (const { png } of paintSampleFaces({ count: drawnFaces, size: 350, seed: 1 }))
      pictures.push(await sharp(png).jpeg({ quality: 92 }).toBuffer());
    const align = async (some: Buffer[]) => {
      const queue = some.values();
      const lane = async () => {
        for (const bytes of queue) {
          const read = async () => ({ kind: 'encoded', bytes }) as const;
          await prepareSource({ name: 'drawn', stamp: '', read }, options);
        }
      };
      await Promise.all(Array.from({ length: pool.size + 1 }, lane));
    };
    await align(pictures.slice(0, warmUpFaces));
    const [startedMs, computeMs] = [performance.now(), pool.computeMs];
    await align(pictures);
    const wallMs = performance.now() - startedMs;
    return {
      images: drawnFaces,
      imagesPerSecond: (1000 * drawnFaces) / wallMs,
      processes: pool.size,
      computeShare: (pool.computeMs - computeMs) / (wallMs * availableParallelism()),
    };
  } finally {
    pool.close();
    library.close();
    await rm(scratch, { recursive: true, force: true });
  }
}
