import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { StudioError } from '../contract/errors.ts';
import type { StepRow } from '../contract/runs.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoints/checkpoint.ts';
import { assignArrays, toArrays } from './checkpoints/tensor-arrays.ts';
import { DataOrder, PixelSource } from './data.ts';
import { tf } from './engines/tf.ts';
import { seededLatents } from './latents.ts';
import type { FromCompute, TrainTask } from './protocol.ts';
import { randomStream } from './random.ts';
import { Speedometer } from './speedometer.ts';
import { createStepRunner, eagerSteps } from './step-runner.ts';
import {
  createTrainingState,
  disposeTrainingState,
  drawingWeights,
  type TrainingState,
} from './training-state.ts';

/** Set from outside while a training runs. */
export interface TrainControl {
  stop?: 'pause' | 'stop';
}

type Ending = 'finished' | 'paused' | 'stopped';

const stepsIntervalMs = 100;
const statusIntervalMs = 500;

/**
 * Trains a run to its limit or until it is told to stop. Yields to the event loop between steps, so a stop is heard
 * within one step. Whatever ends it, a checkpoint is on disk first, except after an overflow.
 */
export async function train(
  task: TrainTask,
  control: TrainControl,
  send: (message: FromCompute) => void,
): Promise<Ending> {
  const { config } = task;

  // ---- Load
  const source = new PixelSource(task.pixelsFile);
  if (source.header.size !== config.resolution || source.header.channels !== config.channels) {
    source.close();
    throw new StudioError('INVALID_INPUT', 'The prepared pixels do not fit this run.', {
      next: 'Start the run again from its dataset.',
      subject: task.pixelsFile,
    });
  }
  const checkpointsDir = join(task.runDir, 'checkpoints');
  mkdirSync(checkpointsDir, { recursive: true });
  const order = new DataOrder(source.trainedCount, config.seed);

  // ---- Build or resume
  const state = createTrainingState(config);
  let trainedSeconds = task.checkpointDir === undefined ? 0 : restore(state, task.checkpointDir);

  // ---- Reporting
  let runner = eagerSteps(state);
  const gridLatents = seededLatents(config.seed, 0, config.gridRows * config.gridColumns, config.latentSize);
  const sendFakes = () => {
    const pixels = runner.draw(gridLatents);
    send({
      type: 'sample',
      kind: 'fakes',
      nimg: state.nimg,
      rows: config.gridRows,
      columns: config.gridColumns,
      pixels,
    });
  };
  const save = () => {
    runner.sync();
    const { name, sizeBytes } = saveCheckpoint(checkpointsDir, {
      state: {
        config,
        step: state.step,
        nimg: state.nimg,
        trainingSeconds: trainedSeconds,
        control: state.control,
      },
      generator: toArrays(drawingWeights(state)),
      training: trainingArrays(state),
    });
    send({ type: 'checkpoint', name, nimg: state.nimg, sizeBytes });
    savedAtMs = performance.now();
    savedNimg = state.nimg;
  };
  let savedAtMs = performance.now();
  let savedNimg = task.checkpointDir === undefined ? -1 : state.nimg;
  const speedometer = new Speedometer(performance.now());
  let rows: StepRow[] = [];
  let rowsSentMs = 0;
  let statusSentMs = 0;
  const sendRows = (nowMs: number) => {
    if (rows.length > 0) send({ type: 'steps', rows });
    rows = [];
    rowsSentMs = nowMs;
  };

  try {
    // ---- Pictures to look at, and a checkpoint from which any crash can be resumed, come before the slow part
    if (task.checkpointDir === undefined) {
      send(realsGrid(task, source));
      sendFakes();
      save();
    }

    // ---- Compile
    if (task.mode !== 'eager') send({ type: 'compiling' });
    runner = await createStepRunner(state, task.mode);
    const { mode, reason } = runner;
    send({ type: 'stepping', mode, ...(reason === undefined ? {} : { reason }) });
    speedometer.skipPause(performance.now());

    // ---- Loop
    let tensorsAtTick: number | undefined;
    let nextTick = Math.floor(state.nimg / (config.tickKimg * 1000)) + 1;

    while (true) {
      const ending = endingFor(config, state.nimg, trainedSeconds, control);
      if (ending !== undefined) {
        sendRows(performance.now());
        if (savedNimg !== state.nimg) {
          sendFakes();
          save();
        }
        send(statusOf(task, state, trainedSeconds, speedometer));
        return ending;
      }

      const startMs = performance.now();
      const row = runner.step(source, order);
      const nowMs = performance.now();
      trainedSeconds += (nowMs - startMs) / 1000;
      speedometer.add(config.batchSize, nowMs);
      if (!Number.isFinite(row.dLoss) || !Number.isFinite(row.gLoss)) throw overflow(row.nimg);
      rows.push(row);

      // ---- Maintenance: streams a few times a second, the rest once per tick
      if (nowMs - rowsSentMs >= stepsIntervalMs) sendRows(nowMs);
      if (nowMs - statusSentMs >= statusIntervalMs) {
        send(statusOf(task, state, trainedSeconds, speedometer));
        statusSentMs = nowMs;
      }
      if (state.nimg >= nextTick * config.tickKimg * 1000) {
        nextTick = Math.floor(state.nimg / (config.tickKimg * 1000)) + 1;
        sendRows(nowMs);
        sendFakes();
        const tensors = tf.memory().numTensors;
        if (tensorsAtTick !== undefined && tensors > tensorsAtTick) {
          throw new Error(`tensor leak: ${tensorsAtTick} tensors at the last tick, ${tensors} now`);
        }
        tensorsAtTick = tensors;
      }
      if (nowMs - savedAtMs >= task.checkpointIntervalSeconds * 1000) {
        save();
        speedometer.skipPause(performance.now());
      }
      await yieldToEvents();
    }
  } finally {
    source.close();
    runner.dispose();
    disposeTrainingState(state);
  }
}

function endingFor(
  config: TrainTask['config'],
  nimg: number,
  trainedSeconds: number,
  control: TrainControl,
): Ending | undefined {
  if (config.maxKimg !== undefined && nimg >= config.maxKimg * 1000) return 'finished';
  if (config.maxMinutes !== undefined && trainedSeconds >= config.maxMinutes * 60) return 'finished';
  if (control.stop === 'pause') return 'paused';
  if (control.stop === 'stop') return 'stopped';
  return undefined;
}

/** Sets weights, slots and counters from a checkpoint; returns the seconds trained so far. */
function restore(state: TrainingState, folder: string): number {
  const checkpoint = loadCheckpoint(folder);
  assignArrays(state.generator, checkpoint.training, 'g.');
  assignArrays(state.discriminator, checkpoint.training, 'd.');
  assignArrays(state.generatorAdam.slots(), checkpoint.training, 'g.');
  assignArrays(state.discriminatorAdam.slots(), checkpoint.training, 'd.');
  if (state.average) assignArrays(state.average, checkpoint.generator);
  state.step = checkpoint.state.step;
  state.nimg = checkpoint.state.nimg;
  state.control = checkpoint.state.control ?? state.control;
  return checkpoint.state.trainingSeconds;
}

function trainingArrays(state: TrainingState) {
  return new Map([
    ...toArrays(state.generator, 'g.'),
    ...toArrays(state.discriminator, 'd.'),
    ...toArrays(state.generatorAdam.slots(), 'g.'),
    ...toArrays(state.discriminatorAdam.slots(), 'd.'),
  ]);
}

/** Real pictures chosen at random, with repeats only when the dataset is smaller than the grid. */
function realsGrid({ config }: TrainTask, source: PixelSource): FromCompute {
  const count = config.gridRows * config.gridColumns;
  const random = randomStream(config.seed, 'reals-grid', 0);
  const start = random.below(source.trainedCount);
  const stride = Math.max(1, Math.floor(source.trainedCount / count));
  const indices = Array.from({ length: count }, (_, i) => (start + i * stride) % source.trainedCount);
  return {
    type: 'sample',
    kind: 'reals',
    nimg: 0,
    rows: config.gridRows,
    columns: config.gridColumns,
    pixels: source.batch(indices),
  };
}

function statusOf(
  { config }: TrainTask,
  state: TrainingState,
  trainedSeconds: number,
  speedometer: Speedometer,
): FromCompute {
  const imagesPerSecond = speedometer.imagesPerSecond();
  const limits: number[] = [];
  if (config.maxKimg !== undefined && imagesPerSecond !== undefined) {
    limits.push((config.maxKimg * 1000 - state.nimg) / imagesPerSecond);
  }
  if (config.maxMinutes !== undefined) limits.push(config.maxMinutes * 60 - trainedSeconds);
  return {
    type: 'status',
    nimg: state.nimg,
    ...(imagesPerSecond === undefined ? {} : { imagesPerSecond }),
    ...(limits.length === 0 ? {} : { secondsLeft: Math.max(0, Math.min(...limits)) }),
    trainingSeconds: trainedSeconds,
    memoryBytes: process.memoryUsage.rss(),
  };
}

const overflow = (nimg: number) =>
  new StudioError('TRAINING_DIVERGED', `The losses stopped being numbers after ${nimg} pictures.`, {
    next: 'Resume to go back to the last checkpoint. If it happens again, start a run with another seed.',
  });
