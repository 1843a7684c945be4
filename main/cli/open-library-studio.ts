import { join } from 'node:path';
import { forkCompute } from '../studio/fork-compute.ts';
import type { Logger } from '../studio/log.ts';
import { openStudio, type Studio } from '../studio/studio.ts';
import { computeEntry, libraryDir, version } from './app.ts';
import { fileLogger } from './log-file.ts';

/** Opens the studio on a library in this process, with its log beside the library's files. */
export async function openLibraryStudio(
  library: string | undefined,
  host: 'cli' | 'server',
): Promise<{ studio: Studio; log: Logger }> {
  const dir = libraryDir(library);
  const log = fileLogger(join(dir, 'faceloom.log'));
  const launchCompute = forkCompute(computeEntry, log.child('compute'));
  return { studio: await openStudio({ libraryDir: dir, host, launchCompute, version, log }), log };
}
