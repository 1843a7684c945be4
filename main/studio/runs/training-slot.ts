import { StudioError } from '../../contract/errors.ts';
import type { JobId, RunId } from '../../contract/ids.ts';
import type { EngineChoice, StepModeChoice } from '../../contract/run-config.ts';
import type { Run } from '../../contract/runs.ts';
import type { ComputeLauncher } from '../compute-launcher.ts';
import type { Datasets } from '../datasets/datasets.ts';
import type { JobContext, Jobs } from '../jobs/jobs.ts';
import type { Library } from '../library/library.ts';
import type { Logger } from '../log.ts';
import type { SettingsStore } from '../settings.ts';
import { toStudioError } from '../to-error.ts';
import { ActiveTraining, type Ending } from './active-training.ts';
import type { CheckpointSummary } from './checkpoint-folder.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { RunFeed } from './run-feed.ts';
import type { RunStore } from './run-store.ts';
import type { SeriesStore } from './series-store.ts';

/** How long closing the studio waits for a training to save its checkpoint. */
const closeTimeoutMs = 20_000;

export interface TrainingSlotOptions {
  library: Library;
  jobs: Jobs;
  datasets: Datasets;
  settings: SettingsStore;
  launch: ComputeLauncher;
  log: Logger;
  store: RunStore;
  series: SeriesStore;
  feed: RunFeed;
  checkpoints: Checkpoints;
}

/** What a run may ask for; `auto` is what the settings say. */
export interface TrainingWay {
  engine: EngineChoice;
  mode: StepModeChoice;
}

interface Current {
  run: Run;
  checkpoint: CheckpointSummary | undefined;
  /** Absent for the moment in which the job is being made. */
  jobId?: JobId;
  /** Absent while pixels are being prepared. */
  training?: ActiveTraining;
  /** Ends the preparation. */
  preparing: AbortController;
  stopReason?: 'pause' | 'stop';
}

/** The one training that can go on at a time, from the preparation of its pixels to its end. */
export class TrainingSlot {
  readonly #options: TrainingSlotOptions;
  #current: Current | undefined;

  constructor(options: TrainingSlotOptions) {
    this.#options = options;
  }

  get isTaken(): boolean {
    return this.#current !== undefined;
  }

  holds(id: RunId): boolean {
    return this.#current?.run.id === id;
  }

  /** The run with the gauges of its training, while that goes on. */
  live(id: RunId): Run | undefined {
    return this.holds(id) ? this.#current?.training?.run : undefined;
  }

  /** Puts rows that are still in memory into the library. */
  flush(id: RunId): void {
    if (this.holds(id)) this.#current?.training?.flush();
  }

  /** Throws RUN_BUSY when a training goes on. */
  assertFree(): void {
    if (this.#current === undefined) return;
    const { name, id } = this.#current.run;
    throw new StudioError('RUN_BUSY', `"${name}" is training now; one run trains at a time.`, {
      next: 'Pause or stop it first.',
      subject: id,
    });
  }

  /** Starts a run, or goes on from a checkpoint, as a job. */
  begin(run: Run, way: TrainingWay, checkpoint?: CheckpointSummary): JobId {
    const current: Current = { run, checkpoint, preparing: new AbortController() };
    this.#current = current;
    const { jobs, feed } = this.#options;
    const job = jobs.start({ kind: 'train', title: `Train ${run.name}` }, async (context) => {
      context.signal.addEventListener('abort', () => this.#askToEnd(current, 'stop'));
      const { nimg } = run;
      feed.record(
        run.id,
        checkpoint === undefined
          ? { nimg, kind: 'started', sentence: 'The run started.' }
          : { nimg, kind: 'resumed', sentence: `The run went on from ${nimg / 1000} kimg.` },
      );
      try {
        const ending = await this.#train(current, way, context);
        const state = ending === 'paused' ? 'paused' : 'finished';
        const ended = newest(current);
        feed.save({ ...ended, state });
        feed.record(run.id, { nimg: ended.nimg, kind: state, sentence: `The run was ${state}.` });
        return { kind: 'train', runId: run.id };
      } catch (error) {
        throw this.#recordFailure(current, error);
      } finally {
        this.#current = undefined;
        feed.announce(run.id);
      }
    });
    current.jobId = job.id;
    return job.id;
  }

  /** Ends the training after its checkpoint; resolves when it has ended. */
  async end(reason: 'pause' | 'stop'): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    this.#askToEnd(current, reason);
    if (current.jobId !== undefined) await this.#options.jobs.whenEnded(current.jobId);
  }

  /** Pauses, so that nothing is lost; a training that does not answer is ended after a while. */
  async close(): Promise<void> {
    const timeout = setTimeout(() => this.#current?.training?.kill(), closeTimeoutMs);
    await this.end('pause');
    clearTimeout(timeout);
  }

  async #train(current: Current, { engine, mode }: TrainingWay, { report }: JobContext): Promise<Ending> {
    const { library, datasets, launch, settings, store, series, feed, checkpoints } = this.#options;
    const { run, checkpoint } = current;
    const { resolution, channels } = run.config;
    const note = `Preparing ${resolution}-pixel copies`;
    const pixelsFile = await datasets.ensurePixels(
      run.datasetId,
      { size: resolution, channels, setHash: run.provenance?.setHash },
      current.preparing.signal,
      (done, total) => report({ done, total, unit: 'pictures', note }),
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
        mode: mode === 'auto' ? settings.get().stepMode : mode,
        checkpointIntervalSeconds: settings.get().checkpointSeconds,
        ...(checkpoint === undefined ? {} : { checkpointDir: checkpoint.dir }),
      },
      {
        launch,
        library,
        store,
        series,
        saved: (name) => checkpoints.tidy(run.id, name),
        record: (event) => feed.record(run.id, event),
        emit: (event) => feed.emit(run.id, event),
        report,
      },
    );
    current.training = training;
    if (current.stopReason !== undefined) training.stop(current.stopReason);
    return training.ended;
  }

  #recordFailure(current: Current, error: unknown): unknown {
    const { checkpoint } = current;
    const known = toStudioError(error, this.#options.log);
    const run = newest(current);
    if (known.code === 'CANCELLED') {
      // Ended while its pixels were prepared: there is nothing to go on from but its start.
      this.#options.feed.save({ ...run, state: checkpoint === undefined ? 'finished' : 'paused' });
      return known;
    }
    const state = known.code === 'COMPUTE_CRASHED' ? 'interrupted' : 'failed';
    this.#options.feed.save({ ...run, state, error: known.toReport() });
    this.#options.feed.record(run.id, { nimg: run.nimg, kind: state, sentence: known.message });
    return known;
  }

  #askToEnd(current: Current, reason: 'pause' | 'stop'): void {
    current.stopReason = reason;
    if (current.training) current.training.stop(reason);
    else current.preparing.abort();
  }
}

const newest = ({ run, training }: Current): Run => training?.run ?? run;
