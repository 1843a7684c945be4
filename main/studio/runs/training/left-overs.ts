import { StudioError } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { Run } from '../../../contract/runs/runs.ts';
import type { Logger } from '../../base/log.ts';
import type { RunFeed } from '../run-feed.ts';
import type { RunStore } from '../store/run-store.ts';

/**
 * Runs that a studio which died left behind are interrupted; those at other places go on. What an older program could not
 * begin with after its update is paused: the reason is over.
 */
export function interruptLeftOvers(
  runs: readonly Run[],
  isElsewhere: (id: RunId) => boolean,
  {
    store,
    feed,
    log,
  }: { store: Pick<RunStore, 'save'>; feed: Pick<RunFeed, 'record'>; log: Pick<Logger, 'warn'> },
): void {
  for (const run of runs) {
    if (run.error?.code === 'PROGRAM_UPDATED') store.save({ ...run, state: 'paused', error: undefined });
    const wasStarting = run.state === 'queued' && run.queuePosition === undefined;
    if ((run.state !== 'running' && !wasStarting) || isElsewhere(run.id)) continue;
    const error = new StudioError('COMPUTE_CRASHED', 'Faceloom ended while this run was training.', {
      next: 'Resume the run: it goes on from its last checkpoint.',
    });
    try {
      store.save({ ...run, state: 'interrupted', error: error.toReport() });
      feed.record(run.id, { nimg: run.nimg, kind: 'interrupted', sentence: error.message });
    } catch (failure) {
      if (!(failure instanceof StudioError && failure.code === 'DISK_FULL')) throw failure;
      // Room is made in a library that is open; the next opening catches up on it.
      log.warn('the disk is full: a run that ended still counts as running', { id: run.id });
    }
  }
}
