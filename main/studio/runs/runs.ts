import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { planConfig, presets } from '../../compute/presets/index.ts';
import { StudioError } from '../../contract/errors.ts';
import { type DatasetId, type JobId, RunId } from '../../contract/ids.ts';
import type { PresetId } from '../../contract/run-config.ts';
import type {
  Checkpoint,
  PresetSummary,
  Run,
  RunEvent,
  Sample,
  StartRunInput,
  StepRow,
} from '../../contract/runs.ts';
import type { SystemEvent } from '../../contract/system.ts';
import type { ComputeLauncher } from '../compute-launcher.ts';
import type { Datasets } from '../datasets/datasets.ts';
import type { Engines } from '../engines/engine-status.ts';
import { EventBus } from '../events.ts';
import type { JobContext, Jobs } from '../jobs/jobs.ts';
import { writeFileAtomic } from '../library/atomic-file.ts';
import { type Library, temporaryPrefix } from '../library/library.ts';
import type { Logger } from '../log.ts';
import { newId } from '../new-id.ts';
import type { SettingsStore } from '../settings.ts';
import { toStudioError } from '../to-error.ts';
import { ActiveTraining, type Ending } from './active-training.ts';
import { type CheckpointSummary, listCheckpoints, newestCheckpoint } from './checkpoint-folder.ts';
import { assertAllowed } from './run-machine.ts';
import { RunStore } from './run-store.ts';
import { thinRows } from './thin-rows.ts';

/** Fewer pictures than this cannot even fill a batch of different ones. */
const minimumImages = 16;
/** How long closing the studio waits for a training to save its checkpoint. */
const closeTimeoutMs = 20_000;

export interface RunsOptions {
  library: Library;
  jobs: Jobs;
  events: EventBus<SystemEvent>;
  datasets: Datasets;
  engines: Engines;
  settings: SettingsStore;
  launch: ComputeLauncher;
  log: Logger;
}

interface Current {
  runId: RunId;
  /** Absent for the moment in which the job is being made. */
  jobId?: JobId;
  /** Absent while pixels are being prepared. */
  training?: ActiveTraining;
  /** Ends the preparation. */
  preparing: AbortController;
  stopReason?: 'pause' | 'stop';
}

/** Trainings: at most one at a time; whatever ends one, it can go on from its newest checkpoint. */
export class Runs {
  readonly #options: RunsOptions;
  readonly #store: RunStore;
  readonly #watchers = new EventBus<{ id: RunId; event: RunEvent }>();
  #current: Current | undefined;

  constructor(options: RunsOptions) {
    this.#options = options;
    this.#store = new RunStore(options.library.db);
    this.#interruptLeftOvers();
  }

  async presets(): Promise<PresetSummary[]> {
    const { engine } = this.#options.settings.get();
    const engineId = engine === 'auto' ? await this.#options.engines.default() : engine;
    return Object.values(presets).map(({ summary }) => {
      const speed = this.#store.speed(summary.id, engineId);
      return speed === undefined ? summary : { ...summary, measuredImagesPerSecond: speed };
    });
  }

  list(): Run[] {
    return this.#store.list().map((run) => this.#live(run));
  }

  get(id: RunId): Run {
    return this.#live(this.#store.get(id));
  }

  isTraining(): boolean {
    return this.#current !== undefined;
  }

  isTrainingOn(datasetId: DatasetId): boolean {
    return this.#store.isTrainingOn(datasetId);
  }

  history(id: RunId, fromNimg: number, maxPoints: number): { rows: StepRow[]; samples: Sample[] } {
    this.#store.get(id);
    this.#trainingOf(id)?.flush();
    return { rows: thinRows(this.#store.steps(id, fromNimg), maxPoints), samples: this.#store.samples(id) };
  }

  async checkpoints(id: RunId): Promise<Checkpoint[]> {
    this.#store.get(id);
    const found = await listCheckpoints(this.#options.library.paths, id);
    return found.map(({ name, nimg, sizeBytes, savedAt }) => ({ name, nimg, sizeBytes, savedAt }));
  }

  newestCheckpoint(id: RunId): Promise<CheckpointSummary> {
    return newestCheckpoint(this.#options.library.paths, id);
  }

  /** The run's state first, then everything that happens to it. */
  async *watch(id: RunId, signal?: AbortSignal): AsyncGenerator<RunEvent, void> {
    const events = this.#watchers.subscribe(signal);
    try {
      yield { type: 'state', run: this.get(id) };
      for await (const event of events) if (event.id === id) yield event.event;
    } finally {
      await events.return();
    }
  }

  async start(input: StartRunInput): Promise<{ runId: RunId; jobId: JobId }> {
    const dataset = this.#options.datasets.get(input.datasetId);
    this.#assertFree();
    if (dataset.imageCount < minimumImages) {
      throw new StudioError('TOO_FEW_IMAGES', `"${dataset.name}" has ${dataset.imageCount} pictures.`, {
        next: `At least ${minimumImages} are needed to start, and a few hundred to learn from: import more.`,
        subject: dataset.id,
      });
    }
    const now = new Date().toISOString();
    const run: Run = {
      id: RunId.parse(newId(`${dataset.name}-${input.preset}`)),
      name: input.name ?? `${dataset.name} · ${input.preset}`,
      datasetId: dataset.id,
      datasetName: dataset.name,
      preset: input.preset,
      state: 'queued',
      config: planConfig(presets[input.preset], { ...input, datasetChannels: dataset.channels }),
      nimg: 0,
      trainingSeconds: 0,
      createdAt: now,
      updatedAt: now,
    };
    const { paths } = this.#options.library;
    await mkdir(paths.samplesDir(run.id), { recursive: true });
    await writeFileAtomic(join(paths.runDir(run.id), 'config.json'), JSON.stringify(run.config, null, 2));
    this.#assertFree();
    this.#save(run);
    return { runId: run.id, jobId: this.#begin(run, input.engine) };
  }

  /** Goes on from the newest checkpoint. Limits count from the start of the run; absent ones stay as they were. */
  async resume(id: RunId, limits: { maxKimg?: number; maxMinutes?: number }): Promise<JobId> {
    const run = this.#store.get(id);
    assertAllowed(run, 'resume');
    this.#assertFree();
    const checkpoint = await newestCheckpoint(this.#options.library.paths, id);
    const config = extendLimits(run, limits, checkpoint);
    this.#assertFree();
    await this.#rewind(run, checkpoint);
    const { nimg, trainingSeconds } = checkpoint;
    const resumed: Run = { ...run, config, nimg, trainingSeconds, state: 'queued', error: undefined };
    this.#save(resumed);
    return this.#begin(resumed, run.engine ?? 'auto', checkpoint);
  }

  /** Saves a checkpoint and ends the process, which frees its memory; resolves when that is done. */
  async pause(id: RunId): Promise<void> {
    const run = this.get(id);
    assertAllowed(run, 'pause');
    await this.#end(id, 'pause');
  }

  async stop(id: RunId): Promise<void> {
    const run = this.get(id);
    assertAllowed(run, 'stop');
    if (this.#current?.runId === id) await this.#end(id, 'stop');
    else this.#save({ ...run, state: 'finished', error: undefined });
  }

  async remove(id: RunId): Promise<void> {
    assertAllowed(this.#store.get(id), 'remove');
    const { paths } = this.#options.library;
    const doomed = join(paths.runs, `${temporaryPrefix}removed-${id}`);
    await rename(paths.runDir(id), doomed);
    this.#store.remove(id);
    await rm(doomed, { recursive: true, force: true });
    this.#options.events.publish({ type: 'runs.changed', id });
  }

  /** Pauses a training, so that nothing is lost; one that does not answer is ended after a while. */
  async close(): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    const timeout = setTimeout(() => current.training?.kill(), closeTimeoutMs);
    await this.#end(current.runId, 'pause');
    clearTimeout(timeout);
  }

  // ---- One training from begin to end

  #begin(run: Run, engine: StartRunInput['engine'], checkpoint?: CheckpointSummary): JobId {
    const preparing = new AbortController();
    const current: Current = { runId: run.id, preparing };
    this.#current = current;
    const job = this.#options.jobs.start({ kind: 'train', title: `Train ${run.name}` }, async (context) => {
      context.signal.addEventListener('abort', () => this.#askToEnd(current, 'stop'));
      try {
        const ending = await this.#train(current, run, engine, checkpoint, context);
        this.#save({ ...this.get(run.id), state: ending === 'paused' ? 'paused' : 'finished' });
        return { kind: 'train', runId: run.id };
      } catch (error) {
        throw await this.#recordFailure(current, error, checkpoint);
      } finally {
        this.#current = undefined;
        this.#options.events.publish({ type: 'runs.changed', id: run.id });
      }
    });
    current.jobId = job.id;
    return job.id;
  }

  async #train(
    current: Current,
    run: Run,
    engine: StartRunInput['engine'],
    checkpoint: CheckpointSummary | undefined,
    { report }: JobContext,
  ): Promise<Ending> {
    const { library, datasets, launch, settings } = this.#options;
    const { resolution, channels } = run.config;
    const { imageCount } = datasets.get(run.datasetId);
    const pixelsFile = await datasets.ensurePixels(
      run.datasetId,
      resolution,
      channels,
      current.preparing.signal,
      (done) =>
        report({ done, total: imageCount, unit: 'pictures', note: `Preparing ${resolution}-pixel copies` }),
    );
    const training = new ActiveTraining(
      run,
      {
        type: 'train',
        runDir: library.paths.runDir(run.id),
        pixelsFile,
        config: run.config,
        engine: engine === 'auto' ? settings.get().engine : engine,
        threads: settings.get().threads,
        checkpointIntervalSeconds: 60,
        ...(checkpoint === undefined ? {} : { checkpointDir: checkpoint.dir }),
      },
      { launch, library, store: this.#store, emit: (event) => this.#emit(run.id, event), report },
    );
    current.training = training;
    if (current.stopReason !== undefined) training.stop(current.stopReason);
    return training.ended;
  }

  async #recordFailure(current: Current, error: unknown, checkpoint?: CheckpointSummary): Promise<unknown> {
    const run = this.get(current.runId);
    const known = toStudioError(error, this.#options.log);
    if (known.code === 'CANCELLED') {
      // Ended while its pixels were prepared: there is nothing to go on from but its start.
      this.#save({ ...run, state: checkpoint === undefined ? 'finished' : 'paused' });
    } else {
      this.#save({
        ...run,
        state: known.code === 'COMPUTE_CRASHED' ? 'interrupted' : 'failed',
        error: known.toReport(),
      });
      if (known.code === 'CHECKPOINT_DAMAGED' && checkpoint !== undefined) await setAside(checkpoint.dir);
    }
    return known;
  }

  #askToEnd(current: Current, reason: 'pause' | 'stop'): void {
    current.stopReason = reason;
    if (current.training) current.training.stop(reason);
    else current.preparing.abort();
  }

  async #end(id: RunId, reason: 'pause' | 'stop'): Promise<void> {
    const current = this.#current;
    if (current?.runId !== id) return;
    this.#askToEnd(current, reason);
    if (current.jobId !== undefined) await this.#options.jobs.whenEnded(current.jobId);
  }

  /** Rows and sample grids after the checkpoint never happened. */
  async #rewind(run: Run, { nimg }: CheckpointSummary): Promise<void> {
    const gone = this.#store.rewind(run.id, nimg);
    const { paths } = this.#options.library;
    await Promise.all(gone.map(({ name }) => rm(paths.sampleFile(run.id, name), { force: true })));
    this.#emit(run.id, { type: 'rewound', nimg });
  }

  #assertFree(): void {
    if (this.#current === undefined) return;
    const { name } = this.get(this.#current.runId);
    throw new StudioError('RUN_BUSY', `"${name}" is training now; one run trains at a time.`, {
      next: 'Pause or stop it first.',
      subject: this.#current.runId,
    });
  }

  /** Runs that a studio which died left behind. */
  #interruptLeftOvers(): void {
    for (const run of this.#store.list()) {
      if (run.state !== 'running' && run.state !== 'queued') continue;
      const error = new StudioError('COMPUTE_CRASHED', 'Faceloom ended while this run was training.', {
        next: 'Resume the run: it goes on from its last checkpoint.',
      });
      this.#store.save({ ...run, state: 'interrupted', error: error.toReport() });
    }
  }

  #trainingOf(id: RunId): ActiveTraining | undefined {
    return this.#current?.runId === id ? this.#current.training : undefined;
  }

  /** With the gauges of a training that is going on. */
  #live(run: Run): Run {
    return this.#trainingOf(run.id)?.run ?? run;
  }

  #save(run: Run): void {
    const saved: Run = {
      ...run,
      imagesPerSecond: undefined,
      secondsLeft: undefined,
      computeMemoryBytes: undefined,
      updatedAt: new Date().toISOString(),
    };
    this.#store.save(saved);
    this.#emit(run.id, { type: 'state', run: saved });
    this.#options.events.publish({ type: 'runs.changed', id: run.id });
  }

  #emit(id: RunId, event: RunEvent): void {
    this.#watchers.publish({ id, event });
  }
}

function extendLimits(
  run: Run,
  limits: { maxKimg?: number; maxMinutes?: number },
  { nimg, trainingSeconds }: CheckpointSummary,
): Run['config'] {
  const hasNew = limits.maxKimg !== undefined || limits.maxMinutes !== undefined;
  const { maxKimg, maxMinutes, ...rest } = run.config;
  const config = { ...rest, ...(hasNew ? limits : { maxKimg, maxMinutes }) };
  const isOver =
    (config.maxKimg !== undefined && nimg >= config.maxKimg * 1000) ||
    (config.maxMinutes !== undefined && trainingSeconds >= config.maxMinutes * 60);
  if (isOver) {
    throw new StudioError('RUN_STATE', `"${run.name}" has reached its length.`, {
      next: 'Give it a longer one: more kimg or more minutes, counted from the start of the run.',
      subject: run.id,
    });
  }
  return config;
}

/** A checkpoint that cannot be read keeps its files, under a name that is no checkpoint's. */
async function setAside(dir: string): Promise<void> {
  await rename(dir, join(dir, '..', `damaged-${Date.now()}`));
}

/** Throws PRESET_UNKNOWN, naming those that exist. */
export function assertPreset(id: string): asserts id is PresetId {
  if (Object.hasOwn(presets, id)) return;
  throw new StudioError('PRESET_UNKNOWN', `There is no preset "${id}".`, {
    next: `Choose one of: ${Object.keys(presets).join(', ')}.`,
    subject: id,
  });
}
