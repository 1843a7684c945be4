import type { DatasetId, JobId, RunId } from '../../contract/ids.ts';
import type { Adjustment } from '../../contract/runs/plans.ts';
import { partsFor } from '../../contract/runs/ranks.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { Run, RunDiskUse, RunEvent, StartRunInput, StartRunOutput } from '../../contract/runs/runs.ts';
import type { SystemEvent } from '../../contract/system/system.ts';
import type { Battery } from '../base/battery.ts';
import type { EventBus } from '../base/events.ts';
import type { Logger } from '../base/log.ts';
import type { WallClock } from '../base/wall-clock.ts';
import type { ComputeProcesses } from '../compute-process/compute-processes.ts';
import type { Engines } from '../compute-process/engine-status.ts';
import type { Datasets } from '../datasets/datasets.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Library } from '../library/library.ts';
import { removeFolder } from '../library/remove-folder.ts';
import type { SettingsStore } from '../library/settings.ts';
import type { Places } from '../places/places.ts';
import { Checkpoints } from './checkpoints/checkpoints.ts';
import { goBack } from './checkpoints/go-back.ts';
import type { Pace } from './elsewhere/followed-run.ts';
import { placeOf } from './elsewhere/place-of.ts';
import { type NewLimits, resumeRuns } from './elsewhere/resume-runs.ts';
import { RunJobStore } from './elsewhere/run-job-store.ts';
import { RunsElsewhere } from './elsewhere/runs-elsewhere.ts';
import { defaultsFor } from './new/choose-config.ts';
import { createRuns, draftRun, keepSaved, type RunDraft } from './new/new-run.ts';
import type { StartingPlaces } from './new/starting-point.ts';
import { withFittingBatch } from './planning/memory-advice.ts';
import { Planner } from './planning/planner.ts';
import { RunFeed, type RunNews } from './run-feed.ts';
import { assertAllowed } from './run-machine.ts';
import { RunSeries } from './series/run-series.ts';
import { MeasurementStore } from './store/measurement-store.ts';
import { QueueStore } from './store/queue-store.ts';
import { RunStore } from './store/run-store.ts';
import { SeriesStore } from './store/series-store.ts';
import { interruptLeftOvers } from './training/left-overs.ts';
import { pauseOnLowBattery } from './training/low-battery.ts';
import { type QueueReach, RunQueue } from './training/run-queue.ts';
import { TrainingSlot } from './training/training-slot.ts';

export interface RunsOptions {
  library: Library;
  jobs: Jobs;
  events: EventBus<SystemEvent>;
  datasets: Datasets;
  engines: Engines;
  settings: SettingsStore;
  compute: ComputeProcesses;
  clock: WallClock;
  reach: QueueReach;
  /** How many processes share a training. */
  ranks: number;
  readBattery: () => Promise<Battery | undefined>;
  /** Bytes that a new process can have. */
  freeMemory: () => number;
  places: Places;
  /** How often runs elsewhere are looked at. */
  pace: Pace;
  /** Models that new runs can start from. */
  modelOf: StartingPlaces['modelOf'];
  log: Logger;
}

/** Trainings: one at a time, the others wait; whatever ends one, it can go on from its newest whole checkpoint. */
export class Runs {
  readonly #options: RunsOptions;
  readonly #store: RunStore;
  readonly #rows: SeriesStore;
  readonly #feed: RunFeed;
  readonly #slot: TrainingSlot;
  /** What runs will come to before they start. */
  readonly planner: Planner;
  /** Their numbers. */
  readonly series: RunSeries;
  readonly checkpoints: Checkpoints;
  readonly queue: RunQueue;
  readonly #elsewhere: RunsElsewhere;
  readonly #stopWatching: () => void;

  constructor(options: RunsOptions) {
    this.#options = options;
    this.#store = new RunStore(options.library.db);
    this.#rows = new SeriesStore(options.library.db);
    this.#feed = new RunFeed(this.#store, this.#rows, options.events, options.log);
    this.checkpoints = new Checkpoints({
      ...options,
      feed: this.#feed,
      onScore: (id, kid) => this.#slot.holds(id) && this.#slot.check({ kid }),
    });
    const { checkpoints } = this;
    const kept = { ...options, store: this.#store, series: this.#rows, feed: this.#feed };
    const measurements = new MeasurementStore(options.library.db);
    this.#slot = new TrainingSlot({
      ...kept,
      measurements,
      checkpoints,
      advise: withFittingBatch,
    });
    const store = new QueueStore(options.library.db);
    this.queue = new RunQueue({ ...options, store, runs: this.#store, feed: this.#feed, slot: this.#slot });
    this.#elsewhere = new RunsElsewhere({
      ...kept,
      checkpoints,
      runJobs: new RunJobStore(options.library.db),
    });
    interruptLeftOvers(this.list(), (id) => this.isElsewhere(id), kept);
    this.#stopWatching = pauseOnLowBattery({ ...options, slot: this.#slot, queue: this.queue });
    this.planner = new Planner({
      ...options,
      draft: (input) => this.draft(input),
      queue: this.queue,
      measurements,
    });
    this.series = new RunSeries({
      paths: options.library.paths,
      jobs: options.jobs,
      store: this.#rows,
      runOf: (id) => this.#store.get(id),
      flush: (id) => this.#slot.flush(id),
    });
  }

  /** What a run's config would be with nothing set by hand. */
  defaults(id: RunId): RunConfig {
    return defaultsFor(this.#store.get(id));
  }

  list(): Run[] {
    return this.#store.list().map((run) => this.#live(run));
  }

  get(id: RunId): Run {
    return this.#live(this.#store.get(id));
  }

  isTraining(): boolean {
    return this.#slot.current !== undefined;
  }

  isElsewhere(id: RunId): boolean {
    return this.#elsewhere.holds(id);
  }

  isTrainingOn(datasetId: DatasetId): boolean {
    return this.#store.isTrainingOn(datasetId);
  }

  /** What each run holds on disk. */
  diskUse(): Promise<RunDiskUse[]> {
    return Promise.all(this.#store.list().map((run) => this.checkpoints.diskUse(run)));
  }

  /** The run's state first, then everything that happens to it. */
  watch(id: RunId, signal?: AbortSignal): AsyncGenerator<RunEvent, void> {
    return this.#feed.watch(id, () => this.get(id), signal);
  }

  /** Calls back with what happens to any run. */
  onNews(listener: (news: RunNews) => void): () => void {
    return this.#feed.onNews(listener);
  }

  /** What a run that is to be started would be made of. */
  draft(input: StartRunInput): Promise<RunDraft> {
    placeOf(this.#options.places, input);
    return draftRun({ datasets: this.#options.datasets, places: this.#startingPlaces }, input);
  }

  /** Queues a new run, with a batch that fits into memory unless one was chosen by hand. */
  async start(input: StartRunInput): Promise<StartRunOutput> {
    const draft = await this.draft(input);
    const { preset, schedule, name = `${draft.dataset.name} · ${preset}` } = input;
    const { config, adjustments } = await this.planner.fitted(input, draft.config);
    this.assertShareable(config, input);
    const runs = await createRuns(this.#options, draft, [{ name, preset, config, schedule }]);
    return this.enqueue(runs, input, adjustments)[0];
  }

  /** Refuses a run that the ranks of its place, or of this studio, cannot share. */
  assertShareable(config: RunConfig, input: StartRunInput): void {
    partsFor(config, (placeOf(this.#options.places, input) ?? this.#options).ranks);
  }

  /** Queues runs that were made, or sends them to a place, and tells in their timelines what was adjusted. */
  enqueue(runs: readonly Run[], input: StartRunInput, adjustments: readonly Adjustment[]): StartRunOutput[] {
    const target = placeOf(this.#options.places, input);
    const { paths } = this.#options.library;
    const jobIds = keepSaved(runs, { paths, store: this.#store }, () =>
      target === undefined
        ? runs.map((run) => this.queue.add(run, input))
        : this.#elsewhere.send({
            runs: runs.map((run) => ({ run, choice: { engine: input.engine, mode: input.mode } })),
            ...target,
          }),
    );
    return runs.map(({ id }, i) => {
      for (const { sentence } of adjustments) this.#feed.record(id, { nimg: 0, kind: 'adjusted', sentence });
      return { runId: id, jobId: jobIds[i] };
    });
  }

  /** Trains what waits here, and reads on about what trains elsewhere. */
  open(): void {
    this.queue.open();
    if (this.#options.reach === 'all') this.#elsewhere.open();
  }

  /**
   * Queues a run that goes on from its newest whole checkpoint, which is looked for when its turn comes. Limits count from
   * the start of the run; absent ones stay as they were. One that is at another place is read on about.
   */
  async resume(id: RunId, limits: NewLimits): Promise<JobId> {
    return (await this.resumeTogether([id], limits))[0].jobId;
  }

  /** Resumes runs, or none where one of them cannot be; those of one place are sent there together. */
  resumeTogether(ids: readonly RunId[], limits: NewLimits): Promise<StartRunOutput[]> {
    const { places, clock, ranks } = this.#options;
    const { checkpoints, queue } = this;
    return resumeRuns(
      { store: this.#store, elsewhere: this.#elsewhere, checkpoints, queue, places, clock, ranks },
      ids,
      limits,
    );
  }

  /** Makes a checkpoint the newest: what came after it is deleted. The run then waits to be resumed. */
  async rollback(id: RunId, name: string): Promise<Run> {
    const run = this.#store.get(id);
    assertAllowed(run, 'go back');
    const checkpoint = await this.checkpoints.dropAfter(id, name);
    const { nimg, savedAt } = checkpoint;
    const back = await goBack(
      { library: this.#options.library, series: this.#rows, feed: this.#feed },
      run,
      checkpoint,
    );
    this.#feed.save({
      ...back,
      state: 'paused',
      error: undefined,
      checkpointNimg: nimg,
      checkpointAt: savedAt,
    });
    const sentence = `The run was taken back from ${run.nimg / 1000} to ${nimg / 1000} kimg.`;
    this.#feed.record(id, { nimg, kind: 'rolled-back', sentence });
    return this.get(id);
  }

  /** Saves a checkpoint and ends the process, which frees its memory; resolves when that is done. */
  async pause(id: RunId): Promise<void> {
    assertAllowed(this.get(id), 'pause');
    if (this.isElsewhere(id)) return this.#elsewhere.end(id, 'pause');
    if (!this.queue.leave(id, 'paused')) await this.#slot.end('pause');
  }

  async stop(id: RunId): Promise<void> {
    const run = this.get(id);
    assertAllowed(run, 'stop');
    if (this.isElsewhere(id)) return this.#elsewhere.end(id, 'stop');
    if (this.queue.leave(id, 'finished')) return;
    if (this.#slot.holds(id)) await this.#slot.end('stop');
    else this.#feed.save({ ...run, state: 'finished', error: undefined });
  }

  async remove(id: RunId): Promise<void> {
    assertAllowed(this.get(id), 'remove');
    this.queue.leave(id, 'paused');
    await removeFolder(this.#options.library.paths.runDir(id), () => {
      this.#store.remove(id);
      this.#feed.announce(id);
    });
  }

  /** Pauses a training, so that nothing is lost; those elsewhere go on. */
  async close(): Promise<void> {
    this.#stopWatching();
    await this.#elsewhere.close();
    await this.queue.close();
  }

  get #startingPlaces(): StartingPlaces {
    const { library, modelOf } = this.#options;
    return {
      paths: library.paths,
      modelOf,
      runOf: (id) => this.#store.get(id),
      hasRun: (id) => this.#store.has(id),
    };
  }

  /** With the gauges of a training that is going on, or the place in the queue. */
  #live(run: Run): Run {
    return this.#slot.live(run.id) ?? this.#elsewhere.live(run.id) ?? this.queue.placed(run);
  }
}
