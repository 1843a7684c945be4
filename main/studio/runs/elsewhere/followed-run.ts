import { access } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { StudioError } from '../../../contract/errors.ts';
import type { Place, Whereabouts } from '../../../contract/places/places.ts';
import type { Run, RunEvent } from '../../../contract/runs/runs.ts';
import type { Progress } from '../../../contract/system/jobs.ts';
import { errorCode } from '../../../disk/disk-error.ts';
import { askWorker, type ControlRequest } from '../../../job-folder/control.ts';
import { copyCheckpoint } from '../../../job-folder/copy-checkpoint.ts';
import { jobPaths, sharedPaths } from '../../../job-folder/job-paths.ts';
import { readJobState, silentSeconds } from '../../../job-folder/job-state.ts';
import { computeProcesses } from '../../compute-process/compute-processes.ts';
import type { Library } from '../../library/library.ts';
import { kindOf } from '../../places/kinds/index.ts';
import type { Scheduled } from '../../places/kinds/place-kind.ts';
import type { Checkpoints } from '../checkpoints/checkpoints.ts';
import { forgetStart } from '../new/starting-point.ts';
import type { RunFeed } from '../run-feed.ts';
import type { RunStore } from '../store/run-store.ts';
import type { SeriesStore } from '../store/series-store.ts';
import { ActiveTraining, type Ending } from '../training/active-training.ts';
import type { ArrivedScores } from './arrived-scores.ts';
import { MessageReader } from './message-reader.ts';
import type { RunJob, RunJobStore } from './run-job-store.ts';
import { type Seen, Sighting } from './sighting.ts';

/** How often things are looked at, in milliseconds. */
export interface Pace {
  /** The messages of a run, where nothing new was there. */
  pollMs: number;
  /** The queue of a scheduler. */
  queueMs: number;
  /** After so long without a sign of life, a worker is lost sight of. */
  silentMs: number;
}

/** Network file systems show a file up to a minute late. */
export const usualPace: Pace = { pollMs: 1000, queueMs: 15_000, silentMs: silentSeconds * 1000 };

export interface FollowOptions {
  library: Library;
  store: RunStore;
  series: SeriesStore;
  runJobs: RunJobStore;
  feed: RunFeed;
  checkpoints: Checkpoints;
  scores: Pick<ArrivedScores, 'offer' | 'forget'>;
  pace: Pace;
}

/** A run that trains elsewhere, followed by what its worker writes. */
export class FollowedRun {
  readonly job: RunJob;
  readonly place: Place;
  readonly #options: FollowOptions;
  readonly #folder: string;
  readonly #reader: MessageReader;
  readonly #training: ActiveTraining;
  readonly #sighting: Sighting;
  readonly #scheduled: () => Scheduled | undefined;

  constructor(
    run: Run,
    { job, place, scheduled }: { job: RunJob; place: Place; scheduled: () => Scheduled | undefined },
    options: FollowOptions,
    report: (progress: Progress) => void,
  ) {
    const { library, store, series, runJobs, feed, checkpoints, scores, pace } = options;
    this.job = job;
    this.place = place;
    this.#options = options;
    this.#scheduled = scheduled;
    this.#folder = sharedPaths(place.folder).job(job.name);
    this.#sighting = new Sighting(pace.silentMs, performance.now());
    this.#reader = new MessageReader({
      folder: this.#folder,
      readTo: job.readTo,
      pollMs: pace.pollMs,
      lateMs: pace.silentMs,
      inOneStep: (end, work) =>
        runJobs.readTo(run.id, end, () => {
          work();
          this.#training.flush();
        }),
      settled: () => this.#training.settled(),
      onLostGrid: ({ nimg }, reason) =>
        feed.record(run.id, {
          ...{ nimg, kind: 'damaged', action: 'It is left out; the training goes on.' },
          sentence: `The sample grid at ${nimg / 1000} kimg could not be brought here: ${reason}`,
        }),
      onWorker: (message) => {
        const { nimg } = message;
        if (message.type === 'left') {
          const sentence = `The worker left: ${message.reason} The run waits to be taken up again.`;
          feed.record(run.id, { nimg, kind: 'paused', sentence });
        } else {
          const sentence = `${message.host} trains the run from ${nimg / 1000} kimg.`;
          feed.record(run.id, { nimg, kind: nimg === 0 ? 'started' : 'resumed', sentence });
        }
      },
      look: (hasNews) => this.#look(hasNews),
    });
    this.#training = new ActiveTraining(
      run,
      // What the worker was given lies in the job folder.
      {
        ...{ type: 'train', runDir: library.paths.runDir(run.id), pixelsFile: jobPaths(this.#folder).task },
        ...{ config: run.config, engine: 'auto', threads: 0, mode: 'auto', checkpointIntervalSeconds: 60 },
      },
      {
        compute: computeProcesses(() => this.#reader),
        library,
        store,
        series,
        // Speeds of another machine say nothing of this one.
        measurements: { save: () => undefined },
        saved: (name) => this.#bring(name),
        record: (event) => feed.record(run.id, event),
        async wentBack(nimg) {
          scores.forget(run.id);
          await checkpoints.dropLater(run.id, nimg);
          feed.announce(run.id);
        },
        emit: (event) => feed.emit(run.id, this.#placed(event)),
        report,
      },
    );
  }

  /** The run with its gauges and its whereabouts. */
  get run(): Run {
    return this.#standing(this.#training.run);
  }

  /** Resolves with how the run ended, when all that it left is in the library. */
  async ended(): Promise<Ending> {
    const ending = await this.#training.ended;
    const { checkpoint } = (await readJobState(this.#folder)) ?? {};
    if (checkpoint !== undefined) await this.#bring(checkpoint);
    return ending;
  }

  /** Asks the worker to end; a job that nobody is at is taken out, and ends when all that it said is read. */
  async ask(request: ControlRequest): Promise<void> {
    askWorker(this.#folder, request);
    await this.#look(false);
    // It looks there every second.
    if (this.#sighting.mayTrain) return;
    await this.cancel();
    this.#reader.end(request === 'pause' ? 'paused' : 'stopped');
  }

  /** Takes the job out of its place's queue. */
  async cancel(): Promise<void> {
    const { scheduledAs } = this.job;
    if (scheduledAs !== undefined) await kindOf(this.place).cancel(this.place, scheduledAs);
  }

  /** Stops following; the training goes on. */
  leave(reason: StudioError): void {
    this.#training.kill(reason);
  }

  /**
   * Sees that nobody trains on unread: a worker that is there, or comes later, saves what it has; a job that waits is taken
   * out.
   */
  async release(): Promise<void> {
    // A state that makes no sense does not say that the work has ended.
    const { state, isThere } = await this.#atPlace().catch((error: unknown) => {
      askWorker(this.#folder, 'pause');
      throw error;
    });
    if (state?.state === 'ended') return;
    try {
      askWorker(this.#folder, 'pause');
    } finally {
      // Whether one works cannot be seen while the share is away.
      if (isThere && state?.state !== 'working') await this.cancel();
    }
  }

  /** True while the share can be seen. */
  async #look(hasNews: boolean): Promise<boolean> {
    const job = { name: this.job.name, folder: this.#folder };
    const seen = {
      ...(await this.#atPlace()),
      hasNews,
      scheduled: this.#scheduled(),
      waiting: kindOf(this.place).waiting(this.place, job),
      scheduledAs: this.job.scheduledAs,
    };
    if (this.#sighting.look(seen, new Date(), performance.now())) {
      this.#options.feed.emit(this.job.runId, { type: 'state', run: this.run });
      this.#options.feed.announce(this.job.runId);
    }
    return seen.isThere;
  }

  /** What the share shows of the worker; not even the share while it is away, or does not answer. */
  async #atPlace(): Promise<Pick<Seen, 'state' | 'isThere'>> {
    try {
      await access(sharedPaths(this.place.folder).jobs);
      return { state: await readJobState(this.#folder), isThere: true };
    } catch (error) {
      if (error instanceof StudioError || errorCode(error) === undefined) throw error;
      return { state: undefined, isThere: false };
    }
  }

  /**
   * Copies a checkpoint into the library. The worker keeps only the newest ones: one that it has dropped meanwhile is left
   * out. The newest may show late on a network file system.
   */
  async #bring(name: string): Promise<void> {
    const { library, checkpoints, feed, scores, pace } = this.#options;
    const { runId } = this.job;
    const from = jobPaths(this.#folder).checkpoints;
    const lateAtMs = performance.now() + pace.silentMs;
    while (!(await copyCheckpoint(from, name, library.paths.checkpointsDir(runId)))) {
      if ((await readJobState(this.#folder))?.checkpoint !== name) return;
      if (performance.now() > lateAtMs) throw noCheckpoint(name);
      await wait(pace.pollMs);
    }
    await forgetStart(library.paths, runId);
    await checkpoints.tidy(runId, name);
    feed.announce(runId);
    scores.offer(this.#training.run, name);
  }

  #placed(event: RunEvent): RunEvent {
    return event.type === 'state' ? { ...event, run: this.#standing(event.run) } : event;
  }

  #standing(run: Run): Run {
    const where: Whereabouts | undefined = this.#sighting.where;
    if (where === undefined) return run;
    return { ...run, whereabouts: where, state: where.phase === 'waiting' ? 'queued' : run.state };
  }
}

const noCheckpoint = (name: string) =>
  new StudioError('CHECKPOINT_MISSING', 'The newest checkpoint of the job cannot be found.', {
    next: 'Resume the run: it goes on from the last checkpoint in the library.',
    subject: name,
  });
