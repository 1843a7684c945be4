import type { StudioClient } from '../contract/contract.ts';
import { StudioError } from '../contract/errors.ts';
import type { JobId, RunId } from '../contract/ids.ts';
import type { EngineId, StepMode } from '../contract/run-config.ts';
import { followJob } from './follow-job.ts';
import { formatDuration } from './format.ts';
import type { Output } from './output.ts';

/** How a person starts this program from a clone. */
export const programName = 'npm run -s faceloom --';

/** What a training left, as `--json` prints it. */
export interface TrainingSummary {
  runId: RunId;
  kimg: number;
  /** Mean over the whole training, pauses left out. */
  imagesPerSecond: number;
  engine: EngineId | undefined;
  mode: StepMode | undefined;
  /** Losses of the last step; absent when there was none. */
  dLoss: number | undefined;
  gLoss: number | undefined;
  /** Name of the newest checkpoint. */
  checkpoint: string | undefined;
  seconds: number;
}

/** Follows a training to its end; Ctrl-C saves a checkpoint and says how to go on. */
export async function followTraining(
  client: StudioClient,
  { runId, jobId }: { runId: RunId; jobId: JobId },
  output: Output,
  library: string | undefined,
): Promise<TrainingSummary> {
  let isPausing = false;
  await followJob(client, jobId, 'train', output, () => {
    isPausing = true;
    output.say('Saving a checkpoint …');
    // A run that has not begun to train cannot pause; there is nothing to keep of it.
    void client.runs.pause({ id: runId }).catch(() => client.jobs.cancel({ id: jobId }));
  });
  const run = await client.runs.get({ id: runId });
  if (isPausing && run.state === 'paused') {
    const where = library === undefined ? '' : ` --library ${JSON.stringify(library)}`;
    throw new StudioError('CANCELLED', 'Paused; the checkpoint is saved.', {
      next: `Go on with: ${programName} resume ${runId}${where}`,
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
    dLoss: last?.dLoss,
    gLoss: last?.gLoss,
    checkpoint: checkpoint?.name,
    seconds: run.trainingSeconds,
  };
}

/** The result of `train` and `resume`. */
export function reportTraining(summary: TrainingSummary, output: Output): void {
  output.result({ ...summary }, [
    ...describeTraining(summary),
    `Draw faces: ${programName} generate --run ${summary.runId} --out faces.png`,
  ]);
}

export function describeTraining(summary: TrainingSummary): string[] {
  const { kimg, seconds, imagesPerSecond, engine, mode, dLoss, gLoss } = summary;
  const speed = `${imagesPerSecond.toFixed(0)} images a second, ${engine}, ${mode}`;
  return [
    `Trained ${kimg.toFixed(1)} kimg in ${formatDuration(seconds)} (${speed}).`,
    ...(dLoss === undefined || gLoss === undefined
      ? []
      : [`Losses at the end: D ${dLoss.toFixed(3)}, G ${gLoss.toFixed(3)}.`]),
  ];
}
