import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { StudioClient } from '../contract/contract.ts';
import { forkCompute } from '../studio/fork-compute.ts';
import { openStudio, type Studio } from '../studio/studio.ts';
import { computeEntry, libraryDir, version } from './app.ts';
import { fileLogger } from './log-file.ts';

/** Opens the studio on a library inside this process, runs the work and closes it again. */
export async function withStudio<T>(
  library: string | undefined,
  work: (studio: Studio, client: StudioClient) => Promise<T>,
): Promise<T> {
  const dir = libraryDir(library);
  const log = fileLogger(join(dir, 'faceloom.log'));
  const studio = await openStudio({
    libraryDir: dir,
    host: 'cli',
    launchCompute: forkCompute(computeEntry, log.child('compute')),
    version,
    log,
  });
  try {
    return await work(studio, createRouterClient(studio.router));
  } finally {
    await studio.close();
  }
}
