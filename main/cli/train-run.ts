import type { StudioClient } from '../contract/contract.ts';
import { StudioError } from '../contract/errors.ts';
import type { JobId, RunId } from '../contract/ids.ts';
import { followJob } from './follow-job.ts';
import { formatDuration } from './format.ts';
import type { Output } from './output.ts';

/** How a person starts this program from a clone. */
export const programName = 'npm run -s faceloom --';

/** Follows a training to its end and prints its result; Ctrl-C saves a checkpoint and says how to go on. */
export async function followTraining(
  client: StudioClient,
  { runId, jobId }: { runId: RunId; jobId: JobId },
  output: Output,
): Promise<void> {
  let isPausing = false;
  await followJob(client, jobId, 'train', output, () => {
    isPausing = true;
    output.say('Saving a checkpoint …');
    void client.runs.pause({ id: runId }).catch(() => client.jobs.cancel({ id: jobId }));
  });
  if (isPausing) {
    throw new StudioError('CANCELLED', 'Paused; the checkpoint is saved.', {
      next: `Go on with: ${programName} resume ${runId}`,
    });
  }
  const run = await client.runs.get({ id: runId });
  const { rows } = await client.runs.history({ id: runId, maxPoints: 2 });
  const [checkpoint] = await client.runs.checkpoints({ id: runId });
  const last = rows.at(-1);
  const imagesPerSecond = run.trainingSeconds > 0 ? run.nimg / run.trainingSeconds : 0;
  output.result(
    {
      runId,
      kimg: run.nimg / 1000,
      imagesPerSecond,
      engine: run.engine,
      mode: 'eager',
      dLoss: last?.dLoss,
      gLoss: last?.gLoss,
      checkpoint: checkpoint?.name,
      seconds: run.trainingSeconds,
    },
    [
      `Trained ${(run.nimg / 1000).toFixed(1)} kimg in ${formatDuration(run.trainingSeconds)} (${imagesPerSecond.toFixed(0)} images a second, ${run.engine}).`,
      `Losses at the end: D ${last?.dLoss.toFixed(3)}, G ${last?.gLoss.toFixed(3)}.`,
      `Draw faces: ${programName} generate --run ${runId} --out faces.png`,
    ],
  );
}
