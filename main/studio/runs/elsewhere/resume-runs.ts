import type { JobId, RunId } from '../../../contract/ids.ts';
import type { RunLimits, Schedule } from '../../../contract/runs/limits.ts';
import { partsFor } from '../../../contract/runs/ranks.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { StartRunOutput } from '../../../contract/runs/runs.ts';
import type { WallClock } from '../../base/wall-clock.ts';
import type { Places } from '../../places/places.ts';
import type { Checkpoints } from '../checkpoints/checkpoints.ts';
import { resumedRun } from '../new/resumed-run.ts';
import { extendLimits } from '../run-limits.ts';
import { assertAllowed } from '../run-machine.ts';
import type { RunStore } from '../store/run-store.ts';
import type { RunQueue } from '../training/run-queue.ts';
import { ranksNeedPlace, targetAt } from './place-of.ts';
import type { RunsElsewhere } from './runs-elsewhere.ts';

export interface ResumeOptions {
  store: RunStore;
  checkpoints: Checkpoints;
  queue: RunQueue;
  elsewhere: RunsElsewhere;
  places: Places;
  clock: WallClock;
  ranks: number;
}

/** What runs that go on may be given; absent limits stay as they were. */
export type NewLimits = RunLimits & {
  schedule?: Schedule | undefined;
  /** How many processes share them at their place; absent = as the place says. */
  ranks?: number | undefined;
};

/**
 * Resumes runs, or none where one of them cannot be. Those of one place are sent there together, so that the place's limit
 * on how many train at once holds for them. Those that are at their place already are read on about.
 */
export async function resumeRuns(
  { store, checkpoints, queue, elsewhere, places, clock, ranks }: ResumeOptions,
  ids: readonly RunId[],
  { schedule, ranks: asked, ...limits }: NewLimits,
): Promise<StartRunOutput[]> {
  const configs = new Map<RunId, RunConfig>();
  for (const id of ids) {
    const run = store.get(id);
    if (elsewhere.holds(id)) continue;
    assertAllowed(run, 'resume');
    const place = run.place === undefined ? undefined : places.find(run.place.id);
    if (place === undefined && asked !== undefined) throw ranksNeedPlace();
    partsFor(run.config, place === undefined ? ranks : targetAt(place, asked).ranks);
    configs.set(id, extendLimits(run, limits, await checkpoints.newest(run)));
  }
  const resumed = [...configs].map(([id, config]) => {
    const run = store.get(id);
    // Somebody else may have resumed it meanwhile.
    assertAllowed(run, 'resume');
    return resumedRun(run, { config, schedule, now: clock.now() });
  });
  const jobIds = new Map<RunId, JobId>();
  for (const [placeId, together] of Map.groupBy(resumed, ({ run }) => run.place?.id)) {
    const place = placeId === undefined ? undefined : places.find(placeId);
    const started =
      place === undefined
        ? together.map(({ run, choice }) => queue.add({ ...run, place: undefined }, choice))
        : elsewhere.send({ runs: together, ...targetAt(place, asked) });
    for (const [i, { run }] of together.entries()) jobIds.set(run.id, started[i]);
  }
  return ids.map((id) => ({ runId: id, jobId: jobIds.get(id) ?? elsewhere.readOn(id) }));
}
