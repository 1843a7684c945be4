import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { JobId, PlaceId } from '../../contract/ids.ts';
import type { Place, PlaceFinding } from '../../contract/places/places.ts';
import type { JobMessage } from '../../job-folder/job-messages.ts';
import { JobName, jobPaths, sharedPaths } from '../../job-folder/job-paths.ts';
import { workerDone } from '../../job-folder/job-state.ts';
import { readMessagesIfThere } from '../../job-folder/message-log.ts';
import type { Logger } from '../base/log.ts';
import { newId } from '../base/new-id.ts';
import type { JobContext, Jobs } from '../jobs/jobs.ts';
import { kindOf } from './kinds/index.ts';
import type { Scheduled } from './kinds/place-kind.ts';
import type { Places } from './places.ts';
import { makeTrialJob } from './trial-job.ts';

export interface PlaceTrialsOptions {
  places: Pick<Places, 'get'>;
  jobs: Jobs;
  log: Logger;
  pace: { pollMs: number; queueMs: number; silentMs: number };
}

/** Tries places with a tiny job, which goes all the way of a run: to a machine there, and back in messages. */
export class PlaceTrials {
  readonly #options: PlaceTrialsOptions;

  constructor(options: PlaceTrialsOptions) {
    this.#options = options;
  }

  /**
   * Its job ends with what was found, and removes its job folder. Its pictures stay until a studio next removes those that
   * no job needs.
   */
  start(id: PlaceId): JobId {
    const place = this.#options.places.get(id);
    return this.#options.jobs.start(
      { kind: 'try-place', title: `Try a job at ${place.name}` },
      async (context) => ({ kind: 'try-place', findings: [await this.#try(place, context)] }),
    ).id;
  }

  async #try(place: Place, context: JobContext): Promise<PlaceFinding> {
    const name = JobName.parse(newId('trial'));
    const folder = sharedPaths(place.folder).job(name);
    const ranks = 'ranks' in place ? place.ranks : 1;
    let scheduledAs: string | undefined;
    try {
      await makeTrialJob(place.folder, name, ranks);
      context.signal.throwIfAborted();
      [scheduledAs] = await kindOf(place).submit(place, [{ name, folder }], ranks);
      return await this.#follow(place, { name, folder, scheduledAs }, context);
    } finally {
      const id = scheduledAs;
      if (id !== undefined) await this.#attempt(place, name, () => kindOf(place).cancel(place, id));
      await this.#attempt(place, name, () =>
        rm(folder, { recursive: true, force: true, maxRetries: 4, retryDelay: 100 }),
      );
    }
  }

  /** What does not succeed is logged: what was found stands. */
  async #attempt(place: Place, job: JobName, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#options.log.warn('a trial could not be removed', { place: place.id, job, error });
    }
  }

  /** Reads what the worker says until it has ended, or its scheduler has done with it. */
  async #follow(
    place: Place,
    job: { name: JobName; folder: string; scheduledAs: string | undefined },
    { signal, report }: JobContext,
  ): Promise<PlaceFinding> {
    const { pollMs, queueMs, silentMs } = this.#options.pace;
    const sinceMs = performance.now();
    let lookedAtMs = Number.NEGATIVE_INFINITY;
    let goneAtMs: number | undefined;
    let reason: string | undefined = kindOf(place).waiting(place, job);
    for (;;) {
      signal.throwIfAborted();
      const messages = (await readMessagesIfThere(jobPaths(job.folder).messages, 0)).map(
        ({ message }) => message,
      );
      const finding = findingOf(messages, (performance.now() - sinceMs) / 1000);
      if (finding !== undefined) {
        await this.#attempt(place, job.name, () => workerDone(job.folder, this.#options.pace, signal));
        return finding;
      }
      const nowMs = performance.now();
      if (job.scheduledAs !== undefined && nowMs - lookedAtMs >= queueMs) {
        lookedAtMs = nowMs;
        const scheduled = await this.#look(place, job.scheduledAs);
        reason = scheduled?.reason ?? reason;
        if (scheduled?.state === 'gone') goneAtMs ??= nowMs;
        else goneAtMs = undefined;
      }
      // What the worker said last may show later than that its job has gone.
      if (goneAtMs !== undefined && nowMs - goneAtMs >= silentMs) return ended(reason);
      const host = hostOf(messages);
      const note = host === undefined ? `Waits: ${reason}` : `Trains on ${host}`;
      report({ done: 0, unit: 'steps', note });
      await wait(pollMs, undefined, { signal });
    }
  }

  /** Undefined where the scheduler does not answer, which leaves open how the job stands: it is asked again. */
  async #look(place: Place, scheduledAs: string): Promise<Scheduled | undefined> {
    try {
      const jobs = await kindOf(place).look(place, [scheduledAs]);
      return jobs.get(scheduledAs) ?? { state: 'gone' };
    } catch (error) {
      this.#options.log.warn('the queue of a place could not be read', { place: place.id, error });
      return undefined;
    }
  }
}

const hostOf = (messages: readonly JobMessage[]): string | undefined =>
  messages.findLast((message) => message.type === 'began')?.host;

/** What the messages of a job that has ended say of its place. */
function findingOf(messages: readonly JobMessage[], seconds: number): PlaceFinding | undefined {
  const last = messages.at(-1);
  if (last?.type === 'failed') {
    const { message, data } = last.error;
    return { isOk: false, sentence: `A job failed there: ${message}`, next: data.next };
  }
  if (last?.type !== 'ended') return undefined;
  const engine = messages.findLast((message) => message.type === 'chosen')?.title;
  const withEngine = engine === undefined ? '' : ` with ${engine}`;
  return {
    isOk: true,
    sentence: `A tiny job trained on ${hostOf(messages)}${withEngine}, and had ended after ${Math.round(seconds)} seconds.`,
  };
}

const ended = (reason: string | undefined): PlaceFinding => ({
  isOk: false,
  sentence: `The job ended without a word of its worker${reason === undefined ? '' : ` (${reason})`}.`,
  next: 'Check that Faceloom is set up there, and that its machines see the shared folder.',
});
