import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { StudioError } from '../contract/errors.ts';
import { isProcessAlive } from '../disk/process-alive.ts';
import {
  beatSeconds,
  type JobState,
  readJobState,
  silentSeconds,
  writeJobState,
} from '../job-folder/job-state.ts';

/**
 * That this worker alone works on a job folder. Locks do not hold on network file systems, so a worker shows that it lives
 * by a count that goes up, and one that comes later waits whether it does.
 */
export class JobClaim {
  readonly #folder: string;
  readonly #timer: NodeJS.Timeout;
  #state: JobState;
  #missedBeats = 0;
  /** Looks and writes come one after the other: of two workers that began together, one then always keeps the job. */
  #turns: Promise<unknown> = Promise.resolve();
  #tellLost: (error: unknown) => void = () => undefined;
  /** Says who has taken the job over. */
  #loss: StudioError | undefined;
  /** True when a worker was here before. */
  readonly isRestart: boolean;

  private constructor(folder: string, state: JobState, isRestart: boolean) {
    this.#folder = folder;
    this.#state = state;
    this.isRestart = isRestart;
    this.#timer = setInterval(() => void this.#beat(), beatSeconds * 1000);
  }

  /** Throws JOB_FOLDER_UNUSABLE while another worker is at it, or when it has ended. */
  static async take(folder: string, say: (line: string) => void): Promise<JobClaim> {
    const found = await readJobState(folder);
    const before = found?.state === 'working' ? await waitForSilence(folder, found, say) : found;
    if (before?.state === 'ended') {
      throw new StudioError('JOB_FOLDER_UNUSABLE', 'This job has ended.', {
        next: 'Resume the run in the studio: that makes a new job folder.',
        subject: folder,
      });
    }
    const state: JobState = {
      version: 1,
      state: 'working',
      worker: randomUUID(),
      host: hostname(),
      pid: process.pid,
      beat: 0,
      ...(before?.checkpoint === undefined ? {} : { checkpoint: before.checkpoint }),
    };
    await writeJobState(folder, state);
    return new JobClaim(folder, state, before !== undefined);
  }

  /** True once another worker was seen to have the job: from then on nothing may be written into it. */
  get isLost(): boolean {
    return this.#loss !== undefined;
  }

  /** The newest checkpoint that the messages tell of. */
  get checkpoint(): string | undefined {
    return this.#state.checkpoint;
  }

  /** Notes a checkpoint, once the messages up to it are on the disk. */
  saved(checkpoint: string | undefined): Promise<void> {
    return this.#write({ checkpoint });
  }

  /** Calls back when the claim cannot be shown any more, or another worker has made it. */
  onLost(listener: (error: unknown) => void): void {
    this.#tellLost = listener;
    if (this.#loss !== undefined) listener(this.#loss);
  }

  /** Looks whether the job is still this worker's; throws JOB_FOLDER_UNUSABLE when another one has taken it over. */
  confirm(): Promise<void> {
    return this.#inTurn(() => this.#look());
  }

  /** Says that the work has ended, or waits to be taken up again. */
  async release(state: 'again' | 'ended'): Promise<void> {
    this.close();
    await this.#write({ state });
  }

  /** Shows no more life. */
  close(): void {
    clearInterval(this.#timer);
  }

  /** A share that is away for a moment is borne; one that stays away ends the work before another worker may begin it. */
  async #beat(): Promise<void> {
    try {
      await this.#write({ beat: this.#state.beat + 1 });
      this.#missedBeats = 0;
    } catch (error) {
      this.#missedBeats += 1;
      if (this.isLost || this.#missedBeats * beatSeconds >= silentSeconds / 2) this.#tellLost(error);
    }
  }

  async #look(): Promise<void> {
    if (this.#loss !== undefined) throw this.#loss;
    const now = await readJobState(this.#folder);
    if (now === undefined || now.worker === this.#state.worker) return;
    this.#loss = takenOver(now);
    this.close();
    throw this.#loss;
  }

  #write(change: Partial<JobState>): Promise<void> {
    return this.#inTurn(async () => {
      await this.#look();
      this.#state = { ...this.#state, ...change };
      await writeJobState(this.#folder, this.#state);
    });
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#turns.then(act);
    this.#turns = done.catch(() => undefined);
    return done;
  }
}

/**
 * Waits until another worker has shown no life for long enough, and returns the last that it wrote; throws as soon as it
 * lives.
 */
async function waitForSilence(
  folder: string,
  before: JobState,
  say: (line: string) => void,
): Promise<JobState> {
  let last = before;
  const look = async () => {
    last = (await readJobState(folder)) ?? last;
    if (last.state !== 'working') return;
    if (last.beat !== before.beat || last.worker !== before.worker) throw takenOver(last);
  };
  if (before.host === hostname() && !isProcessAlive(before.pid)) {
    // It may have written once more before it died.
    await look();
    return last;
  }
  say(`Another worker was here (process ${before.pid} on ${before.host}). Waiting whether it still lives.`);
  for (let waited = 0; waited < silentSeconds && last.state === 'working'; waited += lookSeconds) {
    await wait(lookSeconds * 1000);
    await look();
  }
  return last;
}

const lookSeconds = 1;

const takenOver = ({ pid, host }: JobState) =>
  new StudioError('JOB_FOLDER_UNUSABLE', `Another worker is at this job: process ${pid} on ${host}.`, {
    next: 'Leave the job to it, or end it first.',
  });
