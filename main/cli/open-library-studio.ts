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

/** What a command wants of its studio besides the usual. */
export interface StudioChoices {
  /** By default a studio that serves trains every queued run, and a command only its own. */
  queueReach?: QueueReach;
  /** Absent = runs train in one process. */
  ranks?: RankChoice | undefined;
  /** In the place of those that the library has. */
  settings?: Partial<Settings>;
}

/**
 * Opens the studio on a library in this process, with its log beside the library's files. A command trains no more than
 * it was asked for: queued runs of the library are for a studio that stays.
 */
export async function openLibraryStudio(
  library: string | undefined,
  host: 'cli' | 'server',
  { queueReach = host === 'server' ? 'all' : 'own', ranks, settings = {} }: StudioChoices = {},
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
