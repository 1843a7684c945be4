import type { StudioClient } from '../contract/contract.ts';
import type { EngineId, StepMode } from '../contract/engines.ts';
import { StudioError } from '../contract/errors.ts';
import type { GroupId, RunId } from '../contract/ids.ts';
import type { StartRunOutput } from '../contract/runs/runs.ts';
import { quoted } from '../studio/base/quoted.ts';
import { followJob } from './follow-job.ts';
import { formatDuration, formatMoment } from './format.ts';
import type { Output } from './output.ts';
import { asStudioError } from './present-error.ts';

/** How a person starts this program from a clone. */
export const programName = 'npm run -s faceloom --';

/** A command to type next, on the library that this one was given. */
export const nextCommand = (command: string, library: string | undefined): string =>
  `${programName} ${command}${library === undefined ? '' : ` --library ${quoted(library)}`}`;

/** What a training left, as `--json` prints it. */
export interface TrainingSummary {
  runId: RunId;
  kimg: number;
  /** Mean over the whole training, pauses left out. */
  imagesPerSecond: number;
  engine: EngineId | undefined;
  mode: StepMode | undefined;
  /** Why the steps were not made as was asked for. */
  modeReason: string | undefined;
  /** Losses of the last step; absent when there was none. */
  dLoss: number | undefined;
  gLoss: number | undefined;
  /** Name of the newest checkpoint. */
  checkpoint: string | undefined;
  seconds: number;
}

/** What Ctrl-C pauses, and `resume` goes on with: a run, or the group that it is of. */
export interface Pausable {
  id: RunId | GroupId;
  pause(): Promise<unknown>;
}

/** Follows a training from the queue to its end; Ctrl-C saves a checkpoint and says how to go on. */
export async function followTraining(
  client: StudioClient,
  { runId, jobId }: StartRunOutput,
  output: Output,
  library: string | undefined,
  whole: Pausable = { id: runId, pause: () => client.runs.pause({ id: runId }) },
): Promise<TrainingSummary> {
  const { schedule } = await client.runs.get({ id: runId });
  const startAt = schedule?.startAt === undefined ? undefined : new Date(schedule.startAt);
  if (startAt !== undefined && startAt > new Date()) output.say(`Waits until ${formatMoment(startAt)}.`);
  let isPausing = false;
  try {
    await followJob(client, jobId, 'train', output, async () => {
      isPausing = true;
      output.say('Saving a checkpoint …');
      try {
        await whole.pause();
      } catch (error) {
        isPausing = false;
        throw error;
      }
    });
  } catch (error) {
    // A run that had not begun leaves the queue, which cancels its job.
    if (!isPausing || asStudioError(error).code !== 'CANCELLED') throw error;
  }
  const run = await client.runs.get({ id: runId });
  if (isPausing && run.state === 'paused') {
    const what = run.checkpointNimg === undefined ? 'It had not begun.' : 'The checkpoint is saved.';
    throw new StudioError('CANCELLED', `Paused. ${what}`, {
      next: `Go on with: ${nextCommand(`resume ${whole.id}`, library)}`,
    });
  }
  const { points } = await client.runs.series({ id: runId, fromNimg: run.nimg });
  const [checkpoint] = await client.runs.checkpoints({ id: runId });
  const last = points.at(-1)?.mean;
  return {
    runId,
    kimg: run.nimg / 1000,
    imagesPerSecond: run.trainingSeconds > 0 ? run.nimg / run.trainingSeconds : 0,
    engine: run.engine,
    mode: run.stepMode,
    modeReason: run.stepModeReason,
    dLoss: last?.dLoss,
    gLoss: last?.gLoss,
    checkpoint: checkpoint?.name,
    seconds: run.trainingSeconds,
  };
}

/** The result of `train` and `resume`. */
export function reportTraining(summary: TrainingSummary, output: Output, library: string | undefined): void {
  output.result({ ...summary }, [
    ...describeTraining(summary),
    `Draw faces: ${nextCommand(`generate --run ${summary.runId} --out faces.png`, library)}`,
  ]);
}

export function describeTraining(summary: TrainingSummary): string[] {
  const { kimg, seconds, imagesPerSecond, engine, mode, modeReason, dLoss, gLoss } = summary;
  const speed = `${imagesPerSecond.toFixed(0)} images a second, ${engine}, ${mode}`;
  return [
    `Trained ${kimg.toFixed(1)} kimg in ${formatDuration(seconds)} (${speed}).`,
    ...(modeReason === undefined ? [] : [`Its steps were made singly, which is slower. ${modeReason}`]),
    ...(dLoss === undefined || gLoss === undefined
      ? []
      : [`Losses at the end: D ${dLoss.toFixed(3)}, G ${gLoss.toFixed(3)}.`]),
  ];
}

/** The result of `train --queue`, and of `sweep --queue` with its group. */
export async function reportQueued(
  client: StudioClient,
  started: readonly StartRunOutput[],
  output: Output,
  groupId?: GroupId,
): Promise<void> {
  const runs = await Promise.all(started.map(({ runId }) => client.runs.get({ id: runId })));
  const queued = runs.map(({ id, state, queuePosition }) => ({ runId: id, state, position: queuePosition }));
  output.result(groupId === undefined ? { ...queued[0] } : { groupId, runs: queued }, [
    ...runs.map(({ id, name, queuePosition }) => `Queued, place ${queuePosition}: ${name} (${id})`),
    `The studio trains what is queued while it is open: npm start, or ${programName} serve`,
  ]);
}
