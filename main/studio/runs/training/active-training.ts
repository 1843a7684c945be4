import { join } from 'node:path';
import type { StepMode } from '../../../contract/engines.ts';
import { StudioError } from '../../../contract/errors.ts';
import type { TimelineEvent } from '../../../contract/runs/health.ts';
import type { Schedule } from '../../../contract/runs/limits.ts';
import { type Run, type RunEvent, realsName } from '../../../contract/runs/runs.ts';
import type { StepRow } from '../../../contract/runs/step-columns.ts';
import type { Progress } from '../../../contract/system/jobs.ts';
import { writeFileAtomic } from '../../../disk/atomic-file.ts';
import type { FromCompute, TrainTask } from '../../../protocol/messages.ts';
import { computeEnvironment } from '../../compute-process/compute-environment.ts';
import type { ComputeLauncher, ComputeProcess } from '../../compute-process/compute-launcher.ts';
import { crashError } from '../../compute-process/crash-reason.ts';
import { chooseMode } from '../../compute-process/step-mode.ts';
import type { Library } from '../../library/library.ts';
import { encodeGrid } from '../../pictures/picture-grid.ts';
import { rewindRun } from '../checkpoints/rewind-run.ts';
import { secondsUntilEnd } from '../schedule.ts';
import type { MeasurementStore } from '../store/measurement-store.ts';
import type { RunStore } from '../store/run-store.ts';
import type { SeriesStore } from '../store/series-store.ts';

export type Ending = 'finished' | 'paused' | 'stopped';

export interface TrainingHooks {
  launch: ComputeLauncher;
  library: Library;
  store: RunStore;
  series: SeriesStore;
  measurements: MeasurementStore;
  /** A checkpoint is on disk and was read back. */
  saved(name: string): Promise<void>;
  /** It went back to a checkpoint; what was saved later never happened. */
  wentBack(nimg: number): Promise<void>;
  /** Something for the run's timeline. */
  record(event: Omit<TimelineEvent, 'at'>): void;
  /** A new snapshot or new data for whoever watches the run. */
  emit(event: RunEvent): void;
  report(progress: Progress): void;
}

/** Small sample grids are stored larger, so that a browser shows crisp pixels. */
const gridScale = 2;

/** One compute process that trains one run: turns its messages into rows, files and events. */
export class ActiveTraining {
  readonly #hooks: TrainingHooks;
  readonly #process: ComputeProcess;
  readonly #mode: StepMode;
  #run: Run;
  #compiling = { sinceMs: 0, seconds: 0 };
  #rows: StepRow[] = [];
  #writes: Promise<unknown> = Promise.resolve();
  readonly ended: Promise<Ending>;

  constructor(run: Run, task: TrainTask, hooks: TrainingHooks) {
    this.#hooks = hooks;
    this.#run = run;
    const mode = chooseMode(task.mode, task.config);
    this.#mode = mode;
    this.#process = hooks.launch(computeEnvironment(task.threads, { mode, config: task.config }));
    this.ended = this.#follow();
    this.#process.send({ type: 'task', task: { ...task, mode, asked: task.mode } });
  }

  get run(): Run {
    return this.#run;
  }

  stop(reason: 'pause' | 'stop'): void {
    this.#process.send({ type: 'stop', reason });
  }

  kill(): void {
    this.#process.kill();
  }

  reschedule(schedule: Schedule): void {
    this.#run = { ...this.#run, schedule };
  }

  /** Puts rows that are still in memory into the library. */
  flush(): void {
    if (this.#rows.length === 0) return;
    this.#hooks.series.addSteps(this.#run.id, this.#rows);
    this.#rows = [];
  }

  #follow(): Promise<Ending> {
    return new Promise((resolve, reject) => {
      let ending: Ending | undefined;
      let failure: unknown;
      this.#process.onMessage((message) => {
        try {
          if (message.type === 'ended' && message.reason !== 'done') ending = message.reason;
          else if (message.type === 'failed') failure = StudioError.fromReport(message.error);
          else this.#receive(message);
        } catch (error) {
          // A row or snapshot that cannot be stored: end the process and say so.
          failure ??= error;
          this.#process.kill();
        }
      });
      this.#process.onExit((exit) => {
        this.#finish(ending, failure ?? crashError(exit, crashWords)).then(resolve, reject);
      });
    });
  }

  async #finish(ending: Ending | undefined, failure: unknown): Promise<Ending> {
    this.flush();
    await this.#writes;
    if (ending === undefined) throw failure;
    return ending;
  }

  #receive(message: FromCompute): void {
    switch (message.type) {
      case 'ready':
        this.#update({
          state: 'running',
          engine: message.engine,
          engineSettings: message.settings,
          error: undefined,
        });
        break;
      case 'proving':
        this.#hooks.report({ ...message.progress, note: message.progress.note ?? 'Proving the engine' });
        break;
      case 'compiling':
        this.#update({ isCompiling: true });
        this.#compiling.sinceMs = performance.now();
        this.#hooks.report({ ...this.#progress(), note: 'Compiling the training steps' });
        break;
      case 'stepping':
        if (message.mode !== 'eager')
          this.#compiling.seconds = (performance.now() - this.#compiling.sinceMs) / 1000;
        this.#update({ stepMode: message.mode, stepModeReason: message.reason, isCompiling: undefined });
        break;
      case 'took-over':
        this.#hooks.record({ nimg: 0, kind: 'taken-over', sentence: this.#describeStart(message) });
        break;
      case 'steps':
        this.#rows.push(...message.rows);
        this.#hooks.emit({ type: 'steps', rows: message.rows });
        break;
      case 'status': {
        const { type: _, memoryBytes, secondsLeft, ...gauges } = message;
        this.flush();
        this.#update({
          ...gauges,
          secondsLeft: secondsUntilEnd(secondsLeft, this.#run.schedule, new Date()),
          computeMemoryBytes: memoryBytes,
        });
        this.#hooks.report(this.#progress());
        break;
      }
      case 'sample':
        this.#later(() => this.#saveSample(message));
        break;
      case 'tick': {
        const tick = { ...message.tick, trainingSeconds: this.#run.trainingSeconds };
        this.#hooks.series.addTick(this.#run.id, tick);
        this.#hooks.emit({ type: 'tick', tick });
        break;
      }
      case 'health': {
        const { type: _, ...finding } = message;
        this.#hooks.record({ ...finding, kind: 'health' });
        break;
      }
      case 'rewound':
        this.#later(() => this.#rewind(message.nimg));
        break;
      case 'checkpoint':
        this.flush();
        this.#update({ checkpointNimg: message.nimg, checkpointAt: new Date().toISOString() });
        this.#saveMeasurement();
        this.#later(() => this.#hooks.saved(message.name));
        break;
      case 'engine-wrong':
        // The launcher refuses the engine's settings from now on; the failure that follows says why.
        break;
      default:
        throw new Error(`a training sent "${message.type}"`);
    }
  }

  /** Files are written one after the other; a failure ends the run like any other. */
  #later(write: () => Promise<void>): void {
    this.#writes = this.#writes.then(write);
    this.#writes.catch(() => this.#process.kill());
  }

  async #saveSample({
    kind,
    nimg,
    columns,
    pixels,
  }: Extract<FromCompute, { type: 'sample' }>): Promise<void> {
    const name = kind === 'reals' ? realsName : sampleName(nimg);
    const { png } = await encodeGrid(pixels, columns, gridScale);
    await writeFileAtomic(join(this.#hooks.library.paths.samplesDir(this.#run.id), `${name}.png`), png);
    this.#hooks.series.addSample(this.#run.id, { name, nimg });
    this.#hooks.emit({ type: 'sample', sample: { name, nimg } });
  }

  /** Rows and sample grids after the checkpoint never happened. */
  async #rewind(nimg: number): Promise<void> {
    const { library, series, emit } = this.#hooks;
    this.#rows = this.#rows.filter((row) => row.nimg <= nimg);
    await rewindRun(library, series, this.#run.id, nimg);
    await this.#hooks.wentBack(nimg);
    emit({ type: 'rewound', nimg });
    this.#update({ nimg });
  }

  #describeStart({ generator, discriminator }: Extract<FromCompute, { type: 'took-over' }>): string {
    const { startedFrom } = this.#run.config;
    const of = ({ taken, layers }: { taken: number; layers: number }) => `${taken} of ${layers} layers`;
    return [
      `Started from "${startedFrom?.name}" at ${(startedFrom?.nimg ?? 0) / 1000} kimg:`,
      `the generator took over ${of(generator)},`,
      discriminator === undefined
        ? 'the discriminator starts fresh.'
        : `the discriminator ${of(discriminator)}.`,
    ].join(' ');
  }

  #update(change: Partial<Run>): void {
    this.#run = { ...this.#run, ...change, updatedAt: new Date().toISOString() };
    this.#hooks.store.save(this.#run);
    this.#hooks.emit({ type: 'state', run: this.#run });
  }

  /** What its steps turned out to cost, for the plans of runs like it. */
  #saveMeasurement(): void {
    const { config, engine, stepMode, stepModeReason, imagesPerSecond, computeMemoryBytes } = this.#run;
    if (engine === undefined || stepMode === undefined) return;
    if (imagesPerSecond === undefined || computeMemoryBytes === undefined) return;
    this.#hooks.measurements.save(
      { config, engine, mode: this.#mode },
      {
        engine,
        mode: stepMode,
        ...(stepModeReason === undefined ? {} : { modeReason: stepModeReason }),
        imagesPerSecond,
        compileSeconds: this.#compiling.seconds,
        memoryBytes: computeMemoryBytes,
        measuredAt: new Date().toISOString(),
      },
    );
  }

  #progress(): Progress {
    const { nimg, imagesPerSecond, secondsLeft, config } = this.#run;
    return {
      done: nimg / 1000,
      unit: 'kimg',
      ...(config.maxKimg === undefined ? {} : { total: config.maxKimg }),
      ...(imagesPerSecond === undefined ? {} : { rate: imagesPerSecond / 1000 }),
      ...(secondsLeft === undefined ? {} : { secondsLeft }),
    };
  }
}

/** `000012.8k`: zero-padded kimg, so that names sort by progress. */
const sampleName = (nimg: number) => `${(nimg / 1000).toFixed(1).padStart(8, '0')}k`;

const crashWords = {
  subject: 'The training process',
  next: 'Resume the run: it goes on from its last checkpoint.',
};
