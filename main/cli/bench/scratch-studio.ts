import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createRouterClient } from '@orpc/server';
import type { StudioClient } from '../../contract/contract.ts';
import { makeOwnedFolder } from '../../disk/abandoned-folders.ts';
import { cacheDir } from '../../setup/cache.ts';
import { createLogger } from '../../studio/base/log.ts';
import { forkCompute } from '../../studio/compute-process/fork-compute.ts';
import { openStudio, type Studio } from '../../studio/studio.ts';
import { computeEntry, version } from '../app.ts';

/** Measures something in a studio on a library of its own, without a log; the library is removed afterwards. */
export async function inScratchStudio<T>(
  measure: (client: StudioClient, studio: Studio) => Promise<T>,
): Promise<T> {
  const libraryDir = await makeOwnedFolder(tmpdir(), 'faceloom-bench-');
  const log = createLogger(() => undefined);
  const studio = await openStudio({
    libraryDir,
    host: 'cli',
    launchCompute: forkCompute(computeEntry, log),
    engineCache: cacheDir(),
    version,
    log,
    queueReach: 'own',
  });
  try {
    return await measure(createRouterClient(studio.router), studio);
  } finally {
    await studio.close();
    await rm(libraryDir, { recursive: true, force: true });
  }
}
