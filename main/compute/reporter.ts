import type { StepRow } from '../contract/runs.ts';
import type { FromCompute, PixelBatch, TrainTask } from './protocol.ts';
import { Speedometer } from './speedometer.ts';
import type { TrainingState } from './training-state.ts';

const stepsIntervalMs = 100;
const statusIntervalMs = 500;

/** Tells of a training as it goes, rows and gauges a few times a second. Times are `performance.now()`. */
export class Reporter {
  readonly #task: TrainTask;
  readonly #state: TrainingState;
  readonly #send: (message: FromCompute) => void;
  readonly #speedometer: Speedometer;
  #rows: StepRow[] = [];
  #rowsSentMs = 0;
  #statusSentMs = 0;

  constructor(task: TrainTask, state: TrainingState, send: (message: FromCompute) => void, nowMs: number) {
    this.#task = task;
    this.#state = state;
    this.#send = send;
    this.#speedometer = new Speedometer(nowMs);
  }

  /** A step that was made. */
  onRow(row: StepRow, trainedSeconds: number, nowMs: number): void {
    this.#rows.push(row);
    this.#speedometer.add(this.#task.config.batchSize, nowMs);
    if (nowMs - this.#rowsSentMs >= stepsIntervalMs) this.sendRows(nowMs);
    if (nowMs - this.#statusSentMs < statusIntervalMs) return;
    this.sendStatus(trainedSeconds);
    this.#statusSentMs = nowMs;
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

  sendStatus(trainedSeconds: number): void {
    const { maxKimg, maxMinutes } = this.#task.config;
    const { nimg } = this.#state;
    const imagesPerSecond = this.#speedometer.imagesPerSecond();
    const limits: number[] = [];
    if (maxKimg !== undefined && imagesPerSecond !== undefined)
      limits.push((maxKimg * 1000 - nimg) / imagesPerSecond);
    if (maxMinutes !== undefined) limits.push(maxMinutes * 60 - trainedSeconds);
    this.#send({
      type: 'status',
      nimg,
      ...(imagesPerSecond === undefined ? {} : { imagesPerSecond }),
      ...(limits.length === 0 ? {} : { secondsLeft: Math.max(0, Math.min(...limits)) }),
      trainingSeconds: trainedSeconds,
      memoryBytes: process.memoryUsage.rss(),
    });
  }

  /** After work that was not training. */
  skipPause(nowMs: number): void {
    this.#speedometer.skipPause(nowMs);
  }
}
