import { StudioError } from '../../../contract/errors.ts';
import type { Place } from '../../../contract/places/places.ts';
import type { Run } from '../../../contract/runs/runs.ts';
import { createJob } from '../../../job-folder/create-job.ts';
import { JobName } from '../../../job-folder/job-paths.ts';
import { newId } from '../../base/new-id.ts';
import type { Datasets } from '../../datasets/datasets.ts';
import type { JobContext } from '../../jobs/jobs.ts';
import type { Library } from '../../library/library.ts';
import type { SettingsStore } from '../../library/settings.ts';
import { kindOf } from '../../places/kinds/index.ts';
import type { HandedJob } from '../../places/kinds/place-kind.ts';
import type { Checkpoints } from '../checkpoints/checkpoints.ts';
import { goBack } from '../checkpoints/go-back.ts';
import type { RunFeed } from '../run-feed.ts';
import type { EngineAndMode } from '../store/queue-store.ts';
import type { SeriesStore } from '../store/series-store.ts';
import type { RunJob, RunJobStore } from './run-job-store.ts';

export interface SendOptions {
  library: Library;
  datasets: Datasets;
  settings: SettingsStore;
  checkpoints: Checkpoints;
  runJobs: RunJobStore;
  series: SeriesStore;
  feed: RunFeed;
}

/** Makes the job folders of runs and hands them to their place in one call; returns their jobs, in their order. */
export async function sendRuns(
  { library, datasets, settings, checkpoints, runJobs, series, feed }: SendOptions,
  { runs, place, choice }: { runs: readonly Run[]; place: Place; choice: EngineAndMode },
  { signal, report }: JobContext,
): Promise<RunJob[]> {
  const handed: HandedJob[] = [];
  for (const run of runs) {
    const { config, provenance, datasetId } = run;
    const pixels = { size: config.resolution, channels: config.channels, setHash: provenance?.setHash };
    const note = `Preparing ${config.resolution}-pixel copies`;
    const pixelsFile = await datasets.ensurePixels(datasetId, pixels, signal, (done, total) =>
      report({ done, total, unit: 'pictures', note }),
    );
    signal.throwIfAborted();
    report({ done: handed.length, total: runs.length, unit: 'runs', note: `Sending to ${place.name}` });
    const checkpoint = await checkpoints.recover(run);
    // Steps after it are made again.
    feed.save(await goBack({ library, series, feed }, run, checkpoint));
    const { checkpointSeconds, keptCheckpoints, milestoneKimg } = settings.get();
    const name = JobName.parse(newId(run.id.slice(0, 50)));
    const folder = await createJob(place.folder, name, {
      task: {
        name: run.name,
        config,
        ...choice,
        checkpointIntervalSeconds: checkpointSeconds,
        keep: { newest: keptCheckpoints, milestoneKimg },
      },
      pixelsFile,
      ...(checkpoint === undefined
        ? {}
        : { checkpoint: { folder: library.paths.checkpointsDir(run.id), name: checkpoint.name } }),
      ...(config.startedFrom === undefined ? {} : { startDir: library.paths.startDir(run.id) }),
    });
    handed.push({ name, folder });
  }
  signal.throwIfAborted();
  const scheduled = await kindOf(place).submit(place, handed);
  const jobs = runs.map((run, i): RunJob => {
    const name = handed[i]?.name;
    if (name === undefined)
      throw new StudioError('INTERNAL', 'A run has no job folder.', { next: 'Try again.' });
    return { runId: run.id, placeId: place.id, name, scheduledAs: scheduled[i], readTo: 0 };
  });
  runJobs.add(jobs);
  return jobs;
}
