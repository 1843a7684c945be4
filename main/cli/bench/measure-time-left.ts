import type { StudioClient } from '../../contract/contract.ts';
import type { JobId, RunId } from '../../contract/ids.ts';
import type { Run } from '../../contract/runs/runs.ts';
import type { Job } from '../../contract/system/jobs.ts';
import { inScratchStudio } from './scratch-studio.ts';
import { type TimeLeftError, type TimeLeftEstimate, timeLeftError } from './time-left-error.ts';

export interface TimeLeftFigures extends TimeLeftError {
  /** Seconds that the training took, by the wall clock, without its pause and the compilation after it. */
  seconds: number;
  kimg: number;
  imagesPerSecond: number;
}

/** Trains draft-32 on drawn faces, with checkpoints, scores and a pause, and compares what it said of its end. */
export const measureTimeLeft = (): Promise<TimeLeftFigures> => inScratchStudio(measure);

const pictures = 400;
/** The training is as long as this, by its plan. */
const plannedSeconds = 90;

async function measure(client: StudioClient): Promise<TimeLeftFigures> {
  await client.system.settings({ checkpointSeconds: 20 });
  await ended(client, (await client.datasets.importSample({ name: 'Bench', count: pictures })).jobId);
  const [dataset] = await client.datasets.list();
  const choices = { datasetId: dataset.id, preset: 'draft-32' } as const;
  const { result } = await ended(client, (await client.runs.plan(choices)).jobId);
  if (result?.kind !== 'plan') throw new Error('the plan came to nothing');
  const maxKimg = Math.ceil((result.plan.measurement.imagesPerSecond * plannedSeconds) / 1000);

  const { runId } = await client.runs.start({ ...choices, maxKimg });
  const watch = new Stopwatch();
  await trainWithPause(client, runId, watch, (maxKimg * 1000) / 2);
  const { seconds, estimates } = watch;
  return {
    ...timeLeftError(estimates, seconds),
    seconds,
    kimg: maxKimg,
    imagesPerSecond: (maxKimg * 1000) / seconds,
  };
}

/** Wall time of a training while it makes steps, and what it said at which time. */
class Stopwatch {
  readonly estimates: TimeLeftEstimate[] = [];
  #ms = 0;
  /** Absent while no steps are made. */
  #seenMs: number | undefined;

  get seconds(): number {
    return this.#ms / 1000;
  }

  /** Something new of the run, some times a second. */
  see({ state, isCompiling, stepMode, secondsLeft }: Run): void {
    const nowMs = performance.now();
    const isTraining = state === 'running' && !isCompiling && stepMode !== undefined;
    if (isTraining && this.#seenMs !== undefined) this.#ms += nowMs - this.#seenMs;
    this.#seenMs = isTraining ? nowMs : undefined;
    if (isTraining && secondsLeft !== undefined)
      this.estimates.push({ atSeconds: this.seconds, secondsLeft });
  }
}

/** Watches a run to its end, and pauses it on the way. */
async function trainWithPause(
  client: StudioClient,
  id: RunId,
  watch: Stopwatch,
  pauseNimg: number,
): Promise<void> {
  let isPauseOver = false;
  let isPausing = false;
  for await (const event of await client.runs.watch({ id })) {
    if (event.type !== 'state') continue;
    const { run } = event;
    watch.see(run);
    if (run.error !== undefined) throw new Error(run.error.message);
    if (run.state === 'finished') return;
    if (!isPausing && run.nimg >= pauseNimg) {
      isPausing = true;
      await client.runs.pause({ id });
    }
    if (run.state === 'paused' && !isPauseOver) {
      isPauseOver = true;
      await client.runs.resume({ id });
    }
  }
}

async function ended(client: StudioClient, id: JobId): Promise<Job> {
  let last: Job | undefined;
  for await (const job of await client.jobs.watch({ id })) last = job;
  if (last === undefined || last.error) throw new Error(last?.error?.message ?? 'a job came to nothing');
  return last;
}
