import { StudioError } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import { type Reached, type Schedule, type StopReason, shouldStop } from '../../../contract/runs/limits.ts';
import type { Run } from '../../../contract/runs/runs.ts';
import type { Logger } from '../../base/log.ts';
import { toStudioError } from '../../base/to-error.ts';
import type { ComputeProcesses } from '../../compute-process/compute-processes.ts';
import type { Datasets } from '../../datasets/datasets.ts';
import type { JobContext } from '../../jobs/jobs.ts';
import type { Library } from '../../library/library.ts';
import type { SettingsStore } from '../../library/settings.ts';
import type { CheckpointSummary } from '../checkpoints/checkpoint-folder.ts';
import type { Checkpoints } from '../checkpoints/checkpoints.ts';
import { goBack } from '../checkpoints/go-back.ts';
import { forgetStart } from '../new/starting-point.ts';
import type { RunFeed } from '../run-feed.ts';
import type { MeasurementStore } from '../store/measurement-store.ts';
import type { EngineAndMode } from '../store/queue-store.ts';
import type { RunStore } from '../store/run-store.ts';
import type { SeriesStore } from '../store/series-store.ts';
import { ActiveTraining, type Ending } from './active-training.ts';
import { isCardLost, isInterruption, silentFor } from './interruptions.ts';
import { beginningOf, endSentence } from './timeline-sentences.ts';
import { TrainingScores } from './training-scores.ts';

export interface TrainingSlotOptions {
  library: Library;
  datasets: Datasets;
  settings: SettingsStore;
  compute: ComputeProcesses;
  log: Logger;
  store: RunStore;
  series: SeriesStore;
  feed: RunFeed;
  checkpoints: Checkpoints;
  measurements: MeasurementStore;
  advise: (error: StudioError, config: Run['config']) => StudioError;
}

interface Current {
  run: Run;
  choice: EngineAndMode;
  /** What it goes on from; absent for a run that starts. */
  checkpoint?: CheckpointSummary | undefined;
  /** Absent while pixels are being prepared. */
  training?: ActiveTraining;
  /** Ends the preparation. */
  preparing: AbortController;
  stopReason?: 'pause' | 'stop';
  /** Why it was paused, as a sentence, where nobody asked for it. */
  pausedBecause?: string;
  /** The limit that ended it, where the studio looks after that limit. */
  reached?: StopReason;
  over: PromiseWithResolvers<void>;
}

/** The one training that can go on at a time, from the preparation of its pixels to its end. */
export class TrainingSlot {
  readonly #options: TrainingSlotOptions;
  #current: Current | undefined;
  #isReserved = false;

  constructor(options: TrainingSlotOptions) {
    this.#options = options;
  }

  get isTaken(): boolean {
    return this.#current !== undefined || this.#isReserved;
  }

  /** Keeps trainings out, until the returned function is called, while something else needs the machine to itself. */
  reserve(): () => void {
    this.assertFree();
    this.#isReserved = true;
    return () => {
      this.#isReserved = false;
    };
  }

  /** Throws MACHINE_BUSY. */
  assertFree(): void {
    if (!this.isTaken) return;
    const what =
      this.#current === undefined ? 'Another plan is being made' : `"${this.#current.run.name}" is training`;
    throw new StudioError('MACHINE_BUSY', `${what}, so that the speed would be measured wrong.`, {
      next: 'Wait until it has ended, or end it.',
    });
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

  /** The run that holds the slot, and how it is trained. */
  get current(): { run: Run; choice: EngineAndMode } | undefined {
    return this.#current;
  }

  /**
   * Trains a run, from its newest checkpoint if it has begun; the slot is taken from this call on until the promise
   * settles. However it ends, the run says so.
   */
  async train(run: Run, choice: EngineAndMode, context: JobContext): Promise<void> {
    const current: Current = { run, choice, preparing: new AbortController(), over: Promise.withResolvers() };
    this.#current = current;
    context.signal.addEventListener('abort', () => this.#askToEnd(current, 'stop'));
    try {
      const ending = await this.#trainOn(current, context);
      this.#recordEnd(current, ending === 'paused' ? 'paused' : 'finished');
    } catch (error) {
      throw this.#recordFailure(current, error);
    } finally {
      this.#current = undefined;
      current.over.resolve();
      this.#options.feed.announce(run.id);
    }
  }

  /** Stops the training when it has reached a limit that its process does not know of. */
  check(reached: Reached): void {
    const current = this.#current;
    if (current === undefined || current.stopReason !== undefined) return;
    const { config, schedule } = newest(current);
    const reason = shouldStop({ ...config, ...schedule }, reached);
    if (reason === undefined) return;
    current.reached = reason;
    this.#askToEnd(current, 'stop');
  }

  /** New times for the run that trains. */
  reschedule(schedule: Schedule): void {
    const current = this.#current;
    if (current === undefined) return;
    current.run = { ...current.run, schedule };
    current.training?.reschedule(schedule);
    this.#options.store.save(newest(current));
  }

  /** Pauses the training for a reason of the computer's. */
  pause(because: string): void {
    if (this.#current === undefined || this.#current.stopReason !== undefined) return;
    this.#current.pausedBecause = because;
    this.#askToEnd(this.#current, 'pause');
  }

  /** Ends the training after its checkpoint; resolves when it has ended. */
  async end(reason: 'pause' | 'stop'): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    this.#askToEnd(current, reason);
    await current.over.promise;
  }

  /** Pauses, so that nothing is lost; a training that does not answer is ended after a while. */
  async close(): Promise<void> {
    const timeout = setTimeout(() => this.#current?.training?.kill(silentFor(closeMs)), closeMs);
    await this.end('pause');
    clearTimeout(timeout);
  }

  /** Trains from the newest checkpoint; goes on with another engine where one fails, and once where its card is lost. */
  async #trainOn(current: Current, context: JobContext): Promise<Ending> {
    const { checkpoints, feed } = this.#options;
    let failed: ActiveTraining['passedOver'];
    let lost: StudioError | undefined;
    for (;;) {
      const run = newest(current);
      current.checkpoint = await checkpoints.recover(run);
      current.run = await goBack(this.#options, run, current.checkpoint);
      delete current.training;
      feed.save(current.run);
      feed.record(run.id, beginningOf(current.run.nimg, current.checkpoint !== undefined, failed, lost));
      try {
        return await this.#train(current, context, lost !== undefined);
      } catch (error) {
        if (current.stopReason !== undefined) throw error;
        failed = passedOverIn(current);
        if (failed !== undefined) continue;
        if (lost !== undefined || !isCardLost(error)) throw error;
        lost = error;
      }
    }
  }

  async #train(current: Current, { report }: JobContext, lostCard: boolean): Promise<Ending> {
    const { library, datasets, compute, settings, store, series, feed, checkpoints, measurements } =
      this.#options;
    const { run, checkpoint, choice } = current;
    const { engine, threads, stepMode, checkpointSeconds } = settings.get();
    const { resolution, channels } = run.config;
    const note = `Preparing ${resolution}-pixel copies`;
    using pixels = await datasets.holdPixels(
      run.datasetId,
      { size: resolution, channels, setHash: run.provenance?.setHash },
      current.preparing.signal,
      (done, total) => report({ done, total, unit: 'pictures', note }),
    );
    const scores = new TrainingScores(run, pixels.file, engine, {
      paths: library.paths,
      series,
      checkpoints,
      compute,
      log: this.#options.log,
      record: (event) => feed.record(run.id, event),
      emit: (event) => feed.emit(run.id, event),
    });
    const training = new ActiveTraining(
      run,
      {
        type: 'train',
        runDir: library.paths.runDir(run.id),
        pixelsFile: pixels.file,
        config: run.config,
        engine: choice.engine === 'auto' ? engine : choice.engine,
        threads,
        mode: choice.mode === 'auto' ? stepMode : choice.mode,
        checkpointIntervalSeconds: checkpointSeconds,
        ...(lostCard ? { lostCard } : {}),
        ...(checkpoint === undefined ? {} : { checkpointDir: checkpoint.dir }),
        ...(run.config.startedFrom === undefined ? {} : { startDir: library.paths.startDir(run.id) }),
      },
      {
        compute,
        library,
        store,
        series,
        measurements,
        async saved(name) {
          await forgetStart(library.paths, run.id);
          await checkpoints.tidy(run.id, name);
          feed.announce(run.id);
          scores.saved(name, training.run.trainingSeconds);
        },
        record: (event) => feed.record(run.id, event),
        async wentBack(nimg) {
          await checkpoints.dropLater(run.id, nimg);
          feed.announce(run.id);
          scores.forget();
        },
        emit: (event) => feed.emit(run.id, event),
        report,
      },
    );
    current.training = training;
    if (current.stopReason !== undefined) training.stop(current.stopReason);
    try {
      const ending = await training.ended;
      // From now on no limit ends it: the score of its last checkpoint may yet fall below one.
      current.stopReason ??= 'stop';
      if (ending !== 'paused') await scores.finish();
      return ending;
    } finally {
      scores.close();
    }
  }

  #recordEnd(current: Current, state: 'paused' | 'finished'): void {
    const run = newest(current);
    this.#options.feed.save({ ...run, state });
    this.#options.feed.record(run.id, { nimg: run.nimg, kind: state, sentence: endSentence(current, state) });
  }

  #recordFailure(current: Current, error: unknown): unknown {
    const run = newest(current);
    const known = this.#options.advise(toStudioError(error, this.#options.log), run.config);
    if (known.code === 'CANCELLED') {
      // Ended while its pixels were prepared.
      this.#recordEnd(current, current.stopReason === 'stop' ? 'finished' : 'paused');
      return known;
    }
    const state = isInterruption(known) ? 'interrupted' : 'failed';
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

/** How long closing the studio waits for a training to save its checkpoint. */
const closeMs = 20_000;

const passedOverIn = ({ training }: Current) => training?.passedOver;

const newest = ({ run, training }: Current): Run => training?.run ?? run;
