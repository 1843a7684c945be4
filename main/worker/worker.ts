import { hostname } from 'node:os';
import { StudioError } from '../contract/errors.ts';
import { explainIfDiskError } from '../disk/disk-error.ts';
import { jobPaths } from '../job-folder/job-paths.ts';
import { readTask } from '../job-folder/job-task.ts';
import { MessageLog } from '../job-folder/message-log.ts';
import type { ComputeProcesses } from '../studio/compute-process/compute-processes.ts';
import { JobClaim } from './job-claim.ts';
import { readyFolder } from './job-files.ts';
import { Orders } from './orders.ts';
import { type JobEnding, trainJob } from './train-job.ts';

export type { JobEnding };

export interface WorkerOptions {
  /** Opens processes of this machine with proved engines, of which so many share a training. */
  openCompute(ranks: number): ComputeProcesses | Promise<ComputeProcesses>;
  /** How many processes share the training; absent = as the job says. */
  ranks?: number | undefined;
  /** Threads that compute may use; 0 = chosen for this machine. */
  threads: number;
  /** One line for people. */
  say(line: string): void;
}

/** A worker at a job folder. */
export interface Worker {
  /** How it ended; rejected with why it failed, which stands in the job's messages as well. */
  readonly ended: Promise<JobEnding>;
  /** Saves a checkpoint and goes, to be started again; the reason is a full sentence. */
  leave(reason: string): void;
}

/**
 * Trains the run of a job folder until it has ended, is told to end by a file in `control`, or has to leave. Started again,
 * it goes on from the newest checkpoint that its messages tell of.
 */
export function startWorker(folder: string, options: WorkerOptions): Worker {
  const orders = new Orders(folder, options.say);
  return { ended: work(folder, orders, options), leave: (reason) => orders.leave(reason) };
}

async function work(folder: string, orders: Orders, options: WorkerOptions): Promise<JobEnding> {
  const task = await readTask(folder);
  const claim = await JobClaim.take(folder, options.say);
  let log: MessageLog | undefined;
  try {
    log = new MessageLog(jobPaths(folder).messages);
    const files = await readyFolder(folder, task, claim.checkpoint);
    const nimg = Number(files.checkpoint ?? 0);
    await claim.confirm();
    // What was written after that checkpoint is made again.
    if (claim.isRestart) log.append({ type: 'rewound', nimg });
    log.append({ type: 'began', host: hostname(), nimg });
    options.say(`Training "${task.name}" from ${nimg / 1000} kimg.`);
    await orders.watch();
    const { ranks = task.ranks ?? 1, threads } = options;
    const compute = await options.openCompute(ranks);
    const ending = await trainJob({ folder, task, files, log, claim, orders, compute, ranks, threads });
    await claim.confirm();
    if (ending === 'again')
      log.append({ type: 'left', nimg: Number(claim.checkpoint ?? 0), reason: orders.reason });
    else log.append({ type: 'ended', reason: ending });
    log.flush();
    await claim.release(ending === 'again' ? 'again' : 'ended');
    return ending;
  } catch (error) {
    const known = toKnown(error, folder);
    options.say(known.message);
    await tellFailure(known, { log, claim, say: options.say });
    throw known;
  } finally {
    claim.close();
    orders.close();
    log?.close();
  }
}

/**
 * Writes down why a job failed, unless another worker has it by now. A disk that cannot take the message may still take that
 * the job has ended, and neither hides the failure itself.
 */
async function tellFailure(
  failure: StudioError,
  { log, claim, say }: { log: MessageLog | undefined; claim: JobClaim; say(line: string): void },
): Promise<void> {
  const attempt = async (act: () => Promise<void>) => {
    try {
      await act();
    } catch (error) {
      if (!claim.isLost) say(`The failure could not be written down: ${String(error)}`);
    }
  };
  await attempt(async () => {
    await claim.confirm();
    log?.append({ type: 'failed', error: failure.toReport() });
    log?.flush();
  });
  await attempt(() => claim.release('ended'));
}

function toKnown(error: unknown, folder: string): StudioError {
  const explained = explainIfDiskError(error, { subject: folder });
  if (explained instanceof StudioError) return explained;
  const message = error instanceof Error ? error.message : String(error);
  return new StudioError(
    'INTERNAL',
    message,
    { next: 'Resume the run; worker.log says more.' },
    { cause: error },
  );
}
