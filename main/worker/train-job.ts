import { hostname } from 'node:os';
import { join } from 'node:path';
import { StudioError } from '../contract/errors.ts';
import { type JobMessage, storeGrid } from '../job-folder/job-messages.ts';
import { jobPaths } from '../job-folder/job-paths.ts';
import type { JobTask } from '../job-folder/job-task.ts';
import type { MessageLog } from '../job-folder/message-log.ts';
import { checkpointName } from '../protocol/checkpoint-files.ts';
import type { FromCompute, Message } from '../protocol/messages.ts';
import type { TrainTask } from '../protocol/train.ts';
import type { ComputeProcesses } from '../studio/compute-process/compute-processes.ts';
import { type ComputeSession, openSession } from '../studio/compute-process/session.ts';
import { chooseMode } from '../studio/compute-process/step-mode.ts';
import { isCardLost } from '../studio/runs/training/interruptions.ts';
import type { JobClaim } from './job-claim.ts';
import { dropLater, goOnFrom, type ReadyFiles, tidyCheckpoints } from './job-files.ts';
import type { Orders } from './orders.ts';

/** How a worker left a job: `again` = with a checkpoint, to be started again. */
export type JobEnding = 'finished' | 'paused' | 'stopped' | 'again';

export interface TrainJobOptions {
  folder: string;
  task: JobTask;
  files: ReadyFiles;
  log: MessageLog;
  claim: JobClaim;
  orders: Orders;
  compute: ComputeProcesses;
  /** How many processes share the training. */
  ranks: number;
  threads: number;
}

/**
 * Trains the run of a job folder in a compute process and writes down what that says, until it ends. Where its engine
 * fails and another takes its place, where ranks have ended because one of them did, and once where the graphics card is
 * lost, it goes on from the newest checkpoint.
 */
export async function trainJob(options: TrainJobOptions): Promise<JobEnding> {
  const { folder, files, log, claim, orders } = options;
  let { checkpoint } = files;
  const interruptions = new Interruptions(options);
  for (;;) {
    // Told to end before it began.
    if (orders.areGiven) return endingOf('paused', orders);
    const session = openSession(
      options.compute,
      taskOf(options, checkpoint, interruptions.wasCardLost),
      crashWords,
    );
    const writing = new Writing(session, options);
    orders.onEnd((reason) => session.stop(reason));
    claim.onLost((error) => session.kill(error));
    try {
      await session.ended;
    } catch (error) {
      const interruption = writing.isPassedOver ? undefined : interruptions.find(error);
      const goesOn = writing.isPassedOver || interruption?.isBorne === true;
      // Its host ends the ranks and the worker alike, and the ranks may be gone first.
      const isLeaving = interruption !== undefined && orders.areGiven && orders.request === undefined;
      if (!isLeaving && (orders.areGiven || !goesOn)) throw error;
      await writing.settled();
      if (isLeaving) return 'again';
      await claim.confirm();
      checkpoint = await goOnFrom(jobPaths(folder).checkpoints, claim.checkpoint ?? options.task.checkpoint);
      const nimg = Number(checkpoint ?? 0);
      if (interruption !== undefined) log.append({ type: 'left', nimg, reason: interruption.reason });
      log.append({ type: 'rewound', nimg });
      if (interruption !== undefined) log.append({ type: 'began', host: hostname(), nimg });
      continue;
    }
    await writing.settled();
    return endingOf(writing.ending, orders);
  }
}

/** Nothing is wrong with the run itself; `isBorne` is false where that has happened too often. */
interface Interruption {
  reason: string;
  isBorne: boolean;
}

/** What has ended trainings from outside: ranks that died or froze, and graphics cards that were lost. */
class Interruptions {
  readonly #options: Pick<TrainJobOptions, 'ranks' | 'claim'>;
  /** Deaths of ranks since there was a new checkpoint. */
  #deaths = 0;
  #checkpoint: string | undefined;
  wasCardLost = false;

  constructor(options: Pick<TrainJobOptions, 'ranks' | 'claim'>) {
    this.#options = options;
  }

  /** Counts the interruption that an error tells of; undefined where it is something else. */
  find(error: unknown): Interruption | undefined {
    const { ranks, claim } = this.#options;
    if (claim.isLost || !(error instanceof StudioError)) return undefined;
    const reason = error.message.slice(0, 300);
    // A process that shares its training with nobody fails the job when it dies.
    if (ranks > 1 && error.code === 'COMPUTE_CRASHED') return { reason, isBorne: this.#bearsDeath() };
    return isCardLost(error) ? { reason, isBorne: this.#bearsLostCard() } : undefined;
  }

  #bearsLostCard(): boolean {
    const isFirst = !this.wasCardLost;
    this.wasCardLost = true;
    return isFirst;
  }

  #bearsDeath(): boolean {
    const { checkpoint } = this.#options.claim;
    this.#deaths = checkpoint === this.#checkpoint ? this.#deaths + 1 : 1;
    this.#checkpoint = checkpoint;
    return this.#deaths <= mostDeaths;
  }
}

/** So many deaths in a row without a checkpoint between them are more than bad luck. */
const mostDeaths = 3;

/** Whoever asked for the pause decides what it means. */
function endingOf(ending: Message<'ended'>['reason'] | undefined, { request }: Orders): JobEnding {
  if (ending === 'finished' || ending === 'stopped') return ending;
  if (request === undefined) return 'again';
  return request === 'stop' ? 'stopped' : 'paused';
}

/** Turns the messages of one session into lines and files of the job folder, in their order. */
class Writing {
  #writes: Promise<unknown> = Promise.resolve();
  ending: Message<'ended'>['reason'] | undefined;
  isPassedOver = false;

  constructor(session: ComputeSession, { folder, log, claim, task }: TrainJobOptions) {
    // A message that needs a file keeps those after it waiting, so that the lines stay in order.
    const later = (write: () => Promise<unknown>) => {
      // A job that another worker has taken over is left as it is.
      this.#writes = this.#writes.then(() => (claim.isLost ? undefined : write()));
      this.#writes.catch((error: unknown) => session.kill(error));
    };
    for (const type of plainTypes) session.on(type, (message) => later(async () => log.append(message)));
    session.on('sample', (grid) => later(async () => log.append(await storeGrid(folder, grid))));
    session.on('checkpoint', (message) =>
      later(async () => {
        await claim.confirm();
        log.append(message);
        log.flush();
        await claim.saved(message.name);
        await tidyCheckpoints(folder, message.name, task);
      }),
    );
    session.on('rewound', (message) =>
      later(async () => {
        await claim.confirm();
        log.append(message);
        await dropLater(folder, message.nimg);
        await claim.saved(checkpointName(message.nimg));
      }),
    );
    session.on('engine-failed', ({ isPassedOver }) => {
      this.isPassedOver ||= isPassedOver;
    });
    session.on('ended', ({ reason }) => {
      this.ending = reason;
    });
  }

  /** Resolves when all that was said is written; rejected with why it could not be. */
  async settled(): Promise<void> {
    await this.#writes;
  }
}

/** Messages that are written down as they come. */
const plainTypes = [
  'proving',
  'chosen',
  'ready',
  'engine-failed',
  'compiling',
  'stepping',
  'took-over',
  'steps',
  'status',
  'tick',
  'health',
  'engine-wrong',
] as const satisfies readonly Extract<FromCompute, JobMessage>['type'][];

function taskOf(
  { folder, task, files, threads }: TrainJobOptions,
  checkpoint: string | undefined,
  lostCard: boolean,
): TrainTask {
  const { out, checkpoints, start } = jobPaths(folder);
  const { config, engine, mode, checkpointIntervalSeconds } = task;
  return {
    type: 'train',
    runDir: out,
    pixelsFile: files.pixelsFile,
    config,
    engine,
    threads,
    mode: chooseMode(mode, config),
    asked: mode,
    checkpointIntervalSeconds,
    ...(lostCard ? { lostCard } : {}),
    ...(checkpoint === undefined ? {} : { checkpointDir: join(checkpoints, checkpoint) }),
    ...(config.startedFrom === undefined ? {} : { startDir: start }),
  };
}

const crashWords = {
  subject: 'The training process',
  next: 'Resume the run: it goes on from its last checkpoint.',
};
