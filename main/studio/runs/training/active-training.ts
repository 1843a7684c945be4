import { join } from 'node:path';
import type { StepMode } from '../../../contract/engines.ts';
import { formerSettings, withEngineUse } from '../../../contract/runs/engine-uses.ts';
import type { TimelineEvent } from '../../../contract/runs/health.ts';
import type { Schedule } from '../../../contract/runs/limits.ts';
import { type Run, type RunEvent, realsName } from '../../../contract/runs/runs.ts';
import type { StepRow } from '../../../contract/runs/step-columns.ts';
import type { Progress } from '../../../contract/system/jobs.ts';
import { writeFileAtomic } from '../../../disk/atomic-file.ts';
import type { Message } from '../../../protocol/messages.ts';
import type { TrainTask } from '../../../protocol/train.ts';
import type { ComputeProcesses } from '../../compute-process/compute-processes.ts';
import { type ComputeSession, openSession } from '../../compute-process/session.ts';
import { chooseMode } from '../../compute-process/step-mode.ts';
import type { Library } from '../../library/library.ts';
import { encodeGrid } from '../../pictures/picture-grid.ts';
import { forgetAfter } from '../checkpoints/go-back.ts';
import { secondsUntilEnd } from '../schedule.ts';
import type { MeasurementStore } from '../store/measurement-store.ts';
import type { RunStore } from '../store/run-store.ts';
import type { SeriesStore } from '../store/series-store.ts';

export type Ending = 'finished' | 'paused' | 'stopped';

export interface TrainingHooks {
  compute: ComputeProcesses;
  library: Library;
  store: RunStore;
  series: SeriesStore;
  measurements: Pick<MeasurementStore, 'save'>;
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

/** Of fewer steps the first grid and the first checkpoint take most of the time. */
const fewestMeasuredSteps = 128;

/** One compute process that trains one run: turns its messages into rows, files and events. */
export class ActiveTraining {
  readonly #hooks: TrainingHooks;
  readonly #session: ComputeSession;
  readonly #mode: StepMode;
  #run: Run;
  #ending: Ending | undefined;
  #compiling = { sinceMs: 0, seconds: 0 };
  #rows: StepRow[] = [];
  #steps = 0;
  #writes: Promise<unknown> = Promise.resolve();
  readonly ended: Promise<Ending>;
  /** Present when its engine failed and another is taken if the training is begun again. */
  passedOver: Message<'engine-failed'> | undefined;

  constructor(run: Run, task: TrainTask, hooks: TrainingHooks) {
    this.#hooks = hooks;
    this.#run = run;
    const mode = chooseMode(task.mode, task.config);
    this.#mode = mode;
    this.#session = openSession(hooks.compute, { ...task, mode, asked: task.mode }, crashWords);
    this.#follow();
    this.ended = this.#finish();
  }

  get run(): Run {
    return this.#run;
  }

  stop(reason: 'pause' | 'stop'): void {
    this.#session.stop(reason);
  }

  /** Ends the process at once; what is not in a checkpoint is lost. */
  kill(reason: unknown): void {
    this.#session.kill(reason);
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

  /** Resolves when files that belong to what was told so far are written. */
  async settled(): Promise<void> {
    await this.#writes;
  }

  #follow(): void {
    const session = this.#session;
    const { emit, record, report, saved, series } = this.#hooks;
    session.on('proving', ({ progress }) =>
      report({ ...progress, note: progress.note ?? 'Proving the engine' }),
    );
    session.on('chosen', ({ title, goneCard }) => {
      if (goneCard === undefined) return;
      record({
        nimg: this.#run.nimg,
        kind: 'adjusted',
        sentence: `${goneCard} Training goes on with ${title}.`,
      });
    });
    session.on('ready', ({ engine, settings }) => {
      this.#update({
        ...{ state: 'running', engine, engineSettings: settings, error: undefined },
        engineUses: withEngineUse(this.#run, { engine, settings: settings ?? formerSettings[engine] }),
      });
      // What came before is over.
      report(this.#progress());
    });
    session.on('compiling', () => {
      this.#update({ isCompiling: true });
      this.#compiling.sinceMs = performance.now();
      report({ ...this.#progress(), note: 'Compiling the training steps' });
    });
    session.on('stepping', ({ mode, reason }) => {
      if (mode !== 'eager') this.#compiling.seconds = (performance.now() - this.#compiling.sinceMs) / 1000;
      this.#update({ stepMode: mode, stepModeReason: reason, isCompiling: undefined });
    });
    session.on('took-over', (message) =>
      record({ nimg: 0, kind: 'taken-over', sentence: this.#describeStart(message) }),
    );
    session.on('steps', ({ rows }) => {
      this.#rows.push(...rows);
      this.#steps += rows.length;
      emit({ type: 'steps', rows });
    });
    session.on('status', ({ type: _, memoryBytes, secondsLeft, ...gauges }) => {
      this.flush();
      this.#update({
        ...gauges,
        secondsLeft: secondsUntilEnd(secondsLeft, this.#run.schedule, new Date()),
        computeMemoryBytes: memoryBytes,
      });
      report(this.#progress());
    });
    session.on('sample', (message) => this.#later(() => this.#saveSample(message)));
    session.on('tick', (message) => {
      const tick = { ...message.tick, trainingSeconds: this.#run.trainingSeconds };
      series.addTick(this.#run.id, tick);
      emit({ type: 'tick', tick });
    });
    session.on('health', ({ type: _, ...finding }) => record({ ...finding, kind: 'health' }));
    session.on('rewound', ({ nimg }) => this.#later(() => this.#goBack(nimg)));
    session.on('checkpoint', ({ name, nimg }) => {
      this.flush();
      this.#update({ checkpointNimg: nimg, checkpointAt: new Date().toISOString() });
      this.#saveMeasurement();
      this.#later(() => saved(name));
    });
    session.on('engine-failed', (message) => {
      if (message.isPassedOver) this.passedOver = message;
    });
    session.on('ended', ({ reason }) => {
      if (reason === 'done') throw new Error('a training ended without saying how');
      this.#ending = reason;
    });
  }

  /** A training that said how it ended has saved its checkpoint, however its process went away afterwards. */
  async #finish(): Promise<Ending> {
    const failure: unknown = await this.#session.ended.then(
      () => undefined,
      (error: unknown) => error,
    );
    this.flush();
    await this.#writes;
    if (this.#ending === undefined) throw failure;
    return this.#ending;
  }

  /** Files are written one after the other; a failure ends the run like any other. */
  #later(write: () => Promise<void>): void {
    this.#writes = this.#writes.then(write);
    this.#writes.catch((error: unknown) => this.#session.kill(error));
  }

  async #saveSample({ kind, nimg, columns, pixels }: Message<'sample'>): Promise<void> {
    const name = kind === 'reals' ? realsName : sampleName(nimg);
    const { png } = await encodeGrid(pixels, columns, gridScale);
    await writeFileAtomic(join(this.#hooks.library.paths.samplesDir(this.#run.id), `${name}.png`), png);
    this.#hooks.series.addSample(this.#run.id, { name, nimg });
    this.#hooks.emit({ type: 'sample', sample: { name, nimg } });
  }

  /** Rows and sample grids after the checkpoint never happened. */
  async #goBack(nimg: number): Promise<void> {
    const { library, series, emit } = this.#hooks;
    this.#rows = this.#rows.filter((row) => row.nimg <= nimg);
    await forgetAfter(library, series, this.#run.id, nimg);
    await this.#hooks.wentBack(nimg);
    emit({ type: 'rewound', nimg });
    this.#update({ nimg });
  }

  #describeStart({ generator, discriminator }: Message<'took-over'>): string {
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
    if (this.#steps < fewestMeasuredSteps) return;
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
