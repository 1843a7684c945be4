import { join } from 'node:path';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { StudioError } from '../../contract/errors.ts';
import type { HealthCondition } from '../../contract/runs/health.ts';
import { shouldStop } from '../../contract/runs/limits.ts';
import type { StepRow } from '../../contract/runs/step-columns.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';
import { randomStream } from '../../protocol/random.ts';
import { seededLatents } from '../../protocol/seeded-latents.ts';
import type { TrainTask } from '../../protocol/train.ts';
import { recordOperations } from '../operations/recorded-operations.ts';
import { awakeTime } from './awake-time.ts';
import { saveCheckpoint } from './checkpoints/checkpoint.ts';
import { checkpointsIn, type KeptCheckpoint, restoreLastGood } from './checkpoints/last-good.ts';
import { restoreState, toCheckpoint } from './checkpoints/training-checkpoint.ts';
import { DataOrder, openPixels, type PixelSource } from './data/data.ts';
import type { Finding } from './health/coach.ts';
import { conditionTexts } from './health/conditions.ts';
import { HealthWatch } from './health/health-watch.ts';
import { OperationWatch, type WrongOperation } from './health/operation-watch.ts';
import { isHopeless, remedyFor } from './health/remedies.ts';
import { TensorWatch } from './health/tensor-watch.ts';
import { LeadingSteps } from './ranks/leading-steps.ts';
import type { Ranks } from './ranks/ranks.ts';
import { shareOf } from './ranks/share.ts';
import { Reporter } from './reporter.ts';
import { createTrainingState, disposeTrainingState, type TrainingState } from './state/training-state.ts';
import { createStepRunner, eagerSteps } from './steps/step-runner.ts';
import { finiteCheckSteps, sureSteps } from './sure-steps.ts';
import { takeOver } from './take-over.ts';
import { TrainingClock } from './training-clock.ts';

/** Set from outside while a training runs. */
export interface TrainControl {
  stop?: 'pause' | 'stop';
}

type Ending = 'finished' | 'paused' | 'stopped';

/**
 * Trains a run to its limit or until it is told to stop. Yields to the event loop between steps, so a stop is heard
 * within one step. Whatever ends it, a checkpoint is on disk first, except after an overflow that nothing helped against.
 * With `ranks` it leads the other processes, which make each step with it.
 */
export async function train(
  task: TrainTask,
  control: TrainControl,
  send: (message: FromCompute) => void,
  ranks?: Ranks,
): Promise<Ending> {
  const { config } = task;

  const now = awakeTime();

  // ---- Load
  const source = openPixels(task);
  const checkpointsDir = join(task.runDir, 'checkpoints');
  const order = new DataOrder(source.trainedCount, config.seed);

  // ---- Build or resume
  const state = createTrainingState(config);
  const clock = new TrainingClock(
    task.checkpointDir === undefined ? 0 : restoreState(state, task.checkpointDir),
  );
  if (task.checkpointDir === undefined && task.startDir !== undefined)
    send({ type: 'took-over', ...takeOver(state, task.startDir) });
  let runner = eagerSteps(state);

  // ---- Reporting
  const reporter = new Reporter(task, state, clock, send);
  const gridLatents = seededLatents(config.seed, 0, config.gridRows * config.gridColumns, config.latentSize);
  const reals = realsGrid(task, source);
  const watch = new HealthWatch(config, source, reals);
  let savedAtMs = now();
  let savedNimg = task.checkpointDir === undefined ? -1 : state.nimg;
  /** The two newest checkpoints, newest first. */
  let kept: KeptCheckpoint[] =
    task.checkpointDir === undefined ? [] : [{ dir: task.checkpointDir, nimg: state.nimg }];
  const save = async () => {
    const startMs = now();
    await runner.sync();
    const { name, sizeBytes } = saveCheckpoint(checkpointsDir, toCheckpoint(state, clock.read(now())));
    send({ type: 'checkpoint', name, nimg: state.nimg, sizeBytes });
    kept = [{ dir: join(checkpointsDir, name), nimg: state.nimg }, ...kept].slice(0, 2);
    savedAtMs = now();
    savedNimg = state.nimg;
    reporter.onSave((savedAtMs - startMs) / 1000);
  };

  // ---- Health
  let nextTick = tickAfter(task, state.nimg);
  const tell = ({ condition, numbers }: Finding, action?: string) => {
    const { sentence, suggestion } = conditionTexts[condition];
    send({
      type: 'health',
      nimg: state.nimg,
      condition,
      sentence: sentence(numbers),
      suggestion,
      ...(action === undefined ? {} : { action }),
    });
  };
  /** Goes back to the last checkpoint before the trouble; false where there is none. */
  const goBack = (from: readonly KeptCheckpoint[], wellAtNimg: number | undefined): boolean => {
    const seconds = restoreLastGood(from, wellAtNimg, (dir) => restoreState(state, dir));
    if (seconds === undefined) return false;
    reporter.dropRows();
    clock.set(seconds, now());
    return true;
  };
  /** Does what can be done about a finding by itself; true where the run went back to a checkpoint. */
  const treat = async (finding: Finding): Promise<boolean> => {
    const remedy = remedyFor(finding.condition, state.control, config);
    tell(finding, remedy?.action);
    if (remedy === undefined) {
      if (isHopeless(finding.condition, state.control, config)) throw diverged(finding.condition, state.nimg);
      return false;
    }
    if (remedy.rollsBack && goBack(kept, finding.wellAtNimg)) {
      runner.load();
      watch.forget();
      nextTick = tickAfter(task, state.nimg);
      send({ type: 'rewound', nimg: state.nimg });
    }
    state.control = { ...state.control, ...remedy.change };
    if (remedy.rollsBack) await save();
    return remedy.rollsBack;
  };

  /** Treats findings up to the first that takes the run back to a checkpoint. */
  const treatAny = async (findings: readonly Finding[]): Promise<boolean> => {
    for (const finding of findings) if (await treat(finding)) return true;
    return false;
  };

  try {
    // ---- Pictures to look at, and a checkpoint from which any crash can be resumed, come before the slow part
    if (task.checkpointDir === undefined) {
      reporter.sendGrid('reals', reals);
      reporter.sendGrid('fakes', await runner.draw(gridLatents));
      await save();
      for (const finding of watch.onStart()) tell(finding);
    }

    // ---- Compile
    if (task.mode !== 'eager') send({ type: 'compiling' });
    // Compiling runs each part of a step once, operation by operation.
    const recording = recordOperations();
    runner = await createSteps(state, task, ranks);
    if (runner.mode !== 'eager') recording.stop();
    const watched = runner.isOnBackend ? recording.operations : () => [];
    const { mode, reason } = runner;
    send({ type: 'stepping', mode, ...(reason === undefined ? {} : { reason }) });

    // ---- Loop
    clock.start(now());
    reporter.start(now());
    const tensorWatch = new TensorWatch();
    const operationWatch = new OperationWatch(watched, performance.now(), state.nimg);
    while (true) {
      const ending = endingFor(config, state.nimg, clock.read(now()), control);
      const isSaveDue =
        ending === undefined
          ? now() - savedAtMs >= task.checkpointIntervalSeconds * 1000
          : savedNimg !== state.nimg;
      // Steps that are under way come first.
      const isIdle = runner.begun === 0;
      if (isIdle && (isSaveDue || state.step % finiteCheckSteps === 0) && !(await runner.isFinite())) {
        await treat(overflow);
        continue;
      }
      if (isIdle && ending !== undefined) {
        reporter.sendRows(now());
        if (isSaveDue) {
          reporter.sendGrid('fakes', await runner.draw(gridLatents));
          await save();
        }
        reporter.sendStatus(now(), ending === 'finished');
        return ending;
      }
      if (isIdle && isSaveDue) await save();

      const isWaitedFor = !isIdle && (isSaveDue || ending !== undefined);
      const moment = { ...state, nextTick, untilLook: watch.untilLook };
      const row = await runner.step(source, order, isWaitedFor ? 0 : sureSteps(config, moment));
      recording.stop();
      const nowMs = now();
      if (!hasNumbers(row)) {
        await treat(overflow);
        continue;
      }
      reporter.onRow(row, nowMs);
      const wrong = operationWatch.afterStep(state.nimg);
      if (wrong !== undefined) {
        const { operation, reason, rightAtNimg } = wrong;
        // It may have been wrong for longer than the two newest checkpoints are old.
        if (goBack(checkpointsIn(checkpointsDir), rightAtNimg)) send({ type: 'rewound', nimg: state.nimg });
        tell({ condition: 'engine-wrong', numbers: { rightAt: rightAtNimg, backTo: state.nimg } });
        send({ type: 'engine-wrong', operation, reason });
        throw engineWrong(wrong);
      }

      // ---- Health, every step; grids once per tick
      if (await treatAny(watch.onRow(row))) continue;
      if (state.nimg >= nextTick) {
        nextTick = tickAfter(task, state.nimg);
        reporter.sendRows(nowMs);
        const grid = await runner.draw(gridLatents);
        reporter.sendGrid('fakes', grid);
        const { tick, findings } = watch.onTick(state.nimg, grid, state.control);
        send({ type: 'tick', tick });
        for (const finding of findings) await treat(finding);
        tensorWatch.afterTick(state.nimg);
      }
      await yieldToEvents();
    }
  } finally {
    source.close();
    runner.dispose();
    disposeTrainingState(state);
  }
}

/** Steps of this process, or of all ranks under it. */
async function createSteps(state: TrainingState, { mode }: TrainTask, ranks: Ranks | undefined) {
  if (ranks === undefined) return createStepRunner(state, mode);
  const runner = await createStepRunner(state, mode, shareOf(ranks, state.config));
  return new LeadingSteps(runner, state, ranks);
}

const overflow: Finding = { condition: 'overflow', numbers: {} };

/** Images shown at the end of the tick that `nimg` lies in. */
const tickAfter = ({ config }: TrainTask, nimg: number): number =>
  (Math.floor(nimg / (config.tickKimg * 1000)) + 1) * config.tickKimg * 1000;

function endingFor(
  config: TrainTask['config'],
  nimg: number,
  trainedSeconds: number,
  control: TrainControl,
): Ending | undefined {
  if (shouldStop(config, { nimg, seconds: trainedSeconds }) !== undefined) return 'finished';
  if (control.stop === 'pause') return 'paused';
  if (control.stop === 'stop') return 'stopped';
  return undefined;
}

/** Real pictures chosen at random, with repeats only when the dataset is smaller than the grid. */
function realsGrid({ config }: TrainTask, source: PixelSource): PixelBatch {
  const count = config.gridRows * config.gridColumns;
  const random = randomStream(config.seed, 'reals-grid', 0);
  const start = random.below(source.trainedCount);
  const stride = Math.max(1, Math.floor(source.trainedCount / count));
  return source.batch(Array.from({ length: count }, (_, i) => (start + i * stride) % source.trainedCount));
}

const hasNumbers = ({ dLoss, gLoss, dGradient = 0, gGradient = 0 }: StepRow): boolean =>
  [dLoss, gLoss, dGradient, gGradient].every(Number.isFinite);

const engineWrong = ({ operation, reason }: WrongOperation) =>
  new StudioError('ENGINE_WRONG', `The engine computed wrongly: ${operation}: ${reason}.`, {
    next: 'Resume: the run goes on from the checkpoint that it went back to, with another engine or other settings of it.',
  });

const diverged = (condition: HealthCondition, nimg: number) =>
  new StudioError(
    'TRAINING_DIVERGED',
    condition === 'overflow'
      ? `The training’s numbers overflowed after ${nimg} pictures.`
      : `The discriminator ran away again after ${nimg} pictures, and going back did not help.`,
    {
      next: 'Resume to go back to the last checkpoint. If it happens again, start a run with lower learning rates.',
    },
  );
