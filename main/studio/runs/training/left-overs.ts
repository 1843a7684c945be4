import { StudioError } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { Run } from '../../../contract/runs/runs.ts';
import type { RunFeed } from '../run-feed.ts';
import type { RunStore } from '../store/run-store.ts';

/**
 * Runs that a studio which died left behind are interrupted; those at other places go on. What an older program could not
 * begin with after its update is paused: the reason is over.
 */
export function interruptLeftOvers(
  runs: readonly Run[],
  isElsewhere: (id: RunId) => boolean,
  { store, feed }: { store: RunStore; feed: RunFeed },
): void {
  for (const run of runs) {
    if (run.error?.code === 'PROGRAM_UPDATED') store.save({ ...run, state: 'paused', error: undefined });
    const wasStarting = run.state === 'queued' && run.queuePosition === undefined;
    if ((run.state !== 'running' && !wasStarting) || isElsewhere(run.id)) continue;
    const error = new StudioError('COMPUTE_CRASHED', 'Faceloom ended while this run was training.', {
      next: 'Resume the run: it goes on from its last checkpoint.',
    });
    store.save({ ...run, state: 'interrupted', error: error.toReport() });
    feed.record(run.id, { nimg: run.nimg, kind: 'interrupted', sentence: error.message });
  }
}
