import { join } from 'node:path';
import type { Settings } from '../contract/system/system.ts';
import { cacheDir } from '../setup/cache.ts';
import type { Logger } from '../studio/base/log.ts';
import { forkCompute } from '../studio/compute-process/fork-compute.ts';
import { withRanks } from '../studio/compute-process/launch-ranks.ts';
import type { QueueReach } from '../studio/runs/training/run-queue.ts';
import { openStudio, type Studio } from '../studio/studio.ts';
import { computeEntry, libraryDir, rootDir, version } from './app.ts';
import { fileLogger } from './log-file.ts';
import type { RankChoice } from './rank-option.ts';
import { findInhibitor, stayAwake } from './stay-awake.ts';

/**
 * Opens the studio on a library in this process, with its log beside the library's files. A command trains no more than
 * it was asked for: queued runs of the library are for a studio that stays.
 */
export async function openLibraryStudio(
  library: string | undefined,
  host: 'cli' | 'server',
  queueReach: QueueReach = host === 'server' ? 'all' : 'own',
  ranks?: RankChoice,
  settings: Partial<Settings> = {},
): Promise<{ studio: Studio; log: Logger }> {
  const dir = libraryDir(library);
  const log = fileLogger(join(dir, 'faceloom.log'));
  const computeLog = log.child('compute');
  const fork = forkCompute(computeEntry, computeLog);
  const studio = await openStudio({
    libraryDir: dir,
    host,
    launchCompute:
      ranks === undefined ? fork : withRanks(fork, { ...ranks, entry: computeEntry, log: computeLog }),
    ...(ranks === undefined ? {} : { ranks: ranks.count }),
    engineCache: cacheDir(),
    programDir: rootDir,
    version,
    log,
    queueReach,
    settings,
  });
  const mayTire = stayAwake(studio, findInhibitor());
  const close = async () => {
    mayTire();
    await studio.close();
  };
  return { studio: { ...studio, close }, log };
}
