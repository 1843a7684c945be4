import { rm } from 'node:fs/promises';
import type { Run } from '../../../contract/runs/runs.ts';
import { createJob } from '../../../job-folder/create-job.ts';
import { JobName, sharedPaths } from '../../../job-folder/job-paths.ts';
import { sharePixels } from '../../../job-folder/share-pixels.ts';
import type { Logger } from '../../base/log.ts';
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
import type { Target } from './place-of.ts';
import type { RunJob, RunJobStore } from './run-job-store.ts';

export interface SendOptions {
  library: Library;
  datasets: Datasets;
  settings: SettingsStore;
  checkpoints: Checkpoints;
  runJobs: RunJobStore;
  series: SeriesStore;
  feed: RunFeed;
  log: Logger;
}

/** A run, and how it is to be trained. */
export interface RunToSend {
  run: Run;
  choice: EngineAndMode;
}

/** Runs that belong together and go to one place, where so many processes share each. */
export interface Sending extends Target {
  runs: readonly RunToSend[];
}

/**
 * Makes the job folders of runs and hands them to their place in one call; returns their jobs, in their order. Where that
 * fails or is taken back, nothing of it stays there.
 */
export async function sendRuns(
  options: SendOptions,
  { runs, place, ranks }: Sending,
  context: JobContext,
): Promise<RunJob[]> {
  const named = runs.map(({ run, choice }) => {
    const name = JobName.parse(newId(run.id.slice(0, 50)));
    return { run, choice, name, folder: sharedPaths(place.folder).job(name) };
  });
  try {
    await makeFolders(options, { runs: named, place, ranks }, context);
    const scheduled = await submit({ runs: named, place, ranks }, context.signal);
    const jobs = named.map(
      ({ run, name }, i): RunJob => ({
        runId: run.id,
        placeId: place.id,
        name,
        scheduledAs: scheduled[i],
        readTo: 0,
      }),
    );
    options.runJobs.add(jobs);
    return jobs;
  } catch (error) {
    for (const { folder } of named)
      await rm(folder, { recursive: true, force: true }).catch((error: unknown) =>
        options.log.warn('a job folder that was not sent could not be removed', { folder, error }),
      );
    throw error;
  }
}

interface NamedSending extends Target {
  runs: readonly (RunToSend & HandedJob)[];
}

/** Hands jobs over; what was taken back meanwhile is taken out again. */
async function submit(
  { place, runs, ranks }: NamedSending,
  signal: AbortSignal,
): Promise<(string | undefined)[]> {
  signal.throwIfAborted();
  const kind = kindOf(place);
  const scheduled = await kind.submit(place, runs, ranks);
  if (signal.aborted)
    await kind.withdraw(
      place,
      scheduled.filter((id) => id !== undefined),
    );
  signal.throwIfAborted();
  return scheduled;
}

async function makeFolders(
  { library, datasets, settings, checkpoints, series, feed }: SendOptions,
  { runs, place, ranks }: NamedSending,
  { signal, report }: JobContext,
): Promise<void> {
  /** By file: runs of a sweep train on the same. */
  const shared = new Map<string, string>();
  for (const [sent, { run, choice, name }] of runs.entries()) {
    const { config, provenance, datasetId } = run;
    const wanted = { size: config.resolution, channels: config.channels, setHash: provenance?.setHash };
    const note = `Preparing ${config.resolution}-pixel copies`;
    using pixels = await datasets.holdPixels(datasetId, wanted, signal, (done, total) =>
      report({ done, total, unit: 'pictures', note }),
    );
    signal.throwIfAborted();
    report({ done: sent, total: runs.length, unit: 'runs', note: `Sending to ${place.name}` });
    const hash = shared.get(pixels.file) ?? (await sharePixels(place.folder, pixels.file));
    shared.set(pixels.file, hash);
    const checkpoint = await checkpoints.recover(run);
    // Steps after it are made again.
    feed.save(await goBack({ library, series, feed }, run, checkpoint));
    const { checkpointSeconds, keptCheckpoints, milestoneKimg } = settings.get();
    await createJob(place.folder, name, {
      task: {
        name: run.name,
        config,
        ...choice,
        ...(ranks === 1 ? {} : { ranks }),
        checkpointIntervalSeconds: checkpointSeconds,
        keep: { newest: keptCheckpoints, milestoneKimg },
        pixels: hash,
      },
      ...(checkpoint === undefined
        ? {}
        : { checkpoint: { folder: library.paths.checkpointsDir(run.id), name: checkpoint.name } }),
      ...(config.startedFrom === undefined ? {} : { startDir: library.paths.startDir(run.id) }),
    });
  }
}
