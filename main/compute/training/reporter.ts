import { lengthInImages } from '../../contract/runs/limits.ts';
import type { StepRow } from '../../contract/runs/step-columns.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';
import type { TrainTask } from '../../protocol/train.ts';
import { Pace } from './pace.ts';
import type { TrainingState } from './state/training-state.ts';
import type { TrainingClock } from './training-clock.ts';

/** Tells of a training as it goes, rows and gauges a few times a second. Times are those of `awakeTime`. */
export class Reporter {
  readonly #task: TrainTask;
  readonly #state: TrainingState;
  readonly #clock: TrainingClock;
  readonly #send: (message: FromCompute) => void;
  /** Absent until the loop begins. */
  #pace: Pace | undefined;
  /** What the last checkpoint took: there is one more at the end. */
  #saveSeconds = 0;
  #rows: StepRow[] = [];
  #rowsSentMs = 0;
  #statusSentMs = 0;

  constructor(
    task: TrainTask,
    state: TrainingState,
    clock: TrainingClock,
    send: (message: FromCompute) => void,
  ) {
    this.#task = task;
    this.#state = state;
    this.#clock = clock;
    this.#send = send;
  }

  /** The loop begins: a training that goes on is as fast as it was until its own steps say otherwise. */
  start(nowMs: number): void {
    const { nimg } = this.#state;
    const seconds = this.#clock.read(nowMs);
    this.#pace = new Pace(nowMs, nimg > 0 && seconds > 0 ? nimg / seconds : undefined);
    this.sendStatus(nowMs);
  }

  /** A step that was made. */
  onRow(row: StepRow, nowMs: number): void {
    this.#rows.push(row);
    this.#pace?.add(this.#task.config.batchSize, nowMs);
    if (nowMs - this.#rowsSentMs >= stepsIntervalMs) this.sendRows(nowMs);
    if (nowMs - this.#statusSentMs >= statusIntervalMs) this.sendStatus(nowMs);
  }

  /** A checkpoint was saved. */
  onSave(seconds: number): void {
    this.#saveSeconds = seconds;
  }

  sendRows(nowMs: number): void {
    if (this.#rows.length > 0) this.#send({ type: 'steps', rows: this.#rows });
    this.#rows = [];
    this.#rowsSentMs = nowMs;
  }

  /** Rows that a roll back makes void. */
  dropRows(): void {
    this.#rows = [];
  }

  sendGrid(kind: 'reals' | 'fakes', pixels: PixelBatch): void {
    const { gridRows: rows, gridColumns: columns } = this.#task.config;
    this.#send({ type: 'sample', kind, nimg: this.#state.nimg, rows, columns, pixels });
  }

  /** `isOver` = it has its length, and its last checkpoint is saved. */
  sendStatus(nowMs: number, isOver = false): void {
    const { maxKimg, maxMinutes } = this.#task.config;
    const { nimg } = this.#state;
    const trainedSeconds = this.#clock.read(nowMs);
    const imagesPerSecond = this.#pace?.imagesPerSecond();
    const limits: number[] = [];
    if (maxKimg !== undefined && imagesPerSecond !== undefined)
      limits.push((lengthInImages(maxKimg) - nimg) / imagesPerSecond);
    if (maxMinutes !== undefined) limits.push(maxMinutes * 60 - trainedSeconds);
    this.#send({
      type: 'status',
      nimg,
      ...(imagesPerSecond === undefined ? {} : { imagesPerSecond }),
      ...(limits.length === 0
        ? {}
        : { secondsLeft: isOver ? 0 : Math.max(0, Math.min(...limits)) + this.#saveSeconds }),
      trainingSeconds: trainedSeconds,
      memoryBytes: process.memoryUsage.rss(),
    });
    this.#statusSentMs = nowMs;
  }
}

/**
 * A page without a graphics card draws its charts for each message: ten a second took 0.4 of a core from the training beside
 * it, four take 0.3.
 */
const stepsIntervalMs = 250;
const statusIntervalMs = 500;
