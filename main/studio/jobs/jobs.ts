import { StudioError } from '../../contract/errors.ts';
import { JobId } from '../../contract/ids.ts';
import type { Job, JobResult, Progress } from '../../contract/system/jobs.ts';
import { EventBus } from '../base/events.ts';
import type { Logger } from '../base/log.ts';
import { newId } from '../base/new-id.ts';
import { toStudioError } from '../base/to-error.ts';

/** What long work is given. */
export interface JobContext {
  signal: AbortSignal;
  /** Shown at most ten times a second; the newest wins, and is shown also when nothing comes after it. */
  report(progress: Progress): void;
}

type JobDescription = Pick<Job, 'kind' | 'title' | 'about'>;

export type JobWork = (context: JobContext) => Promise<JobResult | undefined>;

/** Ended jobs that are still listed. */
const keptEnded = 50;
const reportIntervalMs = 100;

type Outcome = Pick<Job, 'state' | 'result' | 'error'>;

interface Entry {
  job: Job;
  controller: AbortController;
  ended: Promise<Job>;
  /** When progress was shown last, and the timer that will show what has come since. */
  shownAtMs: number;
  showing: NodeJS.Timeout | undefined;
}

/** Long work with progress, cancel and a result; snapshots go to every listener. */
export class Jobs {
  readonly changes: EventBus<Job>;
  readonly #entries = new Map<JobId, Entry>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
    this.changes = new EventBus(log);
  }

  start(description: JobDescription, work: JobWork): Job {
    const controller = new AbortController();
    const job: Job = {
      id: JobId.parse(newId(description.kind)),
      ...description,
      state: 'running',
      startedAt: new Date().toISOString(),
    };
    const entry: Entry = {
      job,
      controller,
      ended: Promise.resolve(job),
      shownAtMs: Number.NEGATIVE_INFINITY,
      showing: undefined,
    };
    this.#entries.set(job.id, entry);
    this.changes.publish(job);
    entry.ended = this.#run(entry, work);
    return job;
  }

  list(): Job[] {
    return [...this.#entries.values()].map((entry) => entry.job);
  }

  get(id: JobId): Job {
    return this.#entry(id).job;
  }

  /** Snapshots until the job has ended; the last one is the ended job. */
  async *watch(id: JobId, signal?: AbortSignal): AsyncGenerator<Job, void> {
    const changes = this.changes.subscribe(signal);
    try {
      let job = this.get(id);
      yield job;
      while (job.state === 'running') {
        const next = await changes.next();
        if (next.done) return;
        if (next.value.id !== id) continue;
        job = next.value;
        yield job;
      }
    } finally {
      await changes.return();
    }
  }

  /** Asks the work to stop; a job that has ended stays as it is. */
  cancel(id: JobId): void {
    this.#entry(id).controller.abort();
  }

  /** The job when it has ended. */
  whenEnded(id: JobId): Promise<Job> {
    return this.#entry(id).ended;
  }

  /** Cancels everything and waits for it. */
  async close(): Promise<void> {
    for (const { controller } of this.#entries.values()) controller.abort();
    await Promise.all([...this.#entries.values()].map((entry) => entry.ended));
  }

  async #run(entry: Entry, work: JobWork): Promise<Job> {
    return this.#end(entry, await this.#outcome(entry, work));
  }

  async #outcome(entry: Entry, work: JobWork): Promise<Outcome> {
    try {
      const { signal } = entry.controller;
      const result = await work({ signal, report: (progress) => this.#report(entry, progress) });
      return { state: 'done', ...(result === undefined ? {} : { result }) };
    } catch (error) {
      const known = toStudioError(error, this.#log);
      if (known.code === 'CANCELLED') return { state: 'cancelled' };
      return { state: 'failed', error: known.toReport() };
    }
  }

  #report(entry: Entry, progress: Progress): void {
    // Work that others wait for too may go on after the job has ended.
    if (entry.job.state !== 'running') return;
    entry.job = { ...entry.job, progress };
    if (entry.showing !== undefined) return;
    const waitMs = entry.shownAtMs + reportIntervalMs - performance.now();
    if (waitMs <= 0) this.#show(entry);
    else entry.showing = setTimeout(() => this.#show(entry), waitMs);
  }

  #show(entry: Entry): void {
    entry.showing = undefined;
    entry.shownAtMs = performance.now();
    this.changes.publish(entry.job);
  }

  #end(entry: Entry, outcome: Outcome): Job {
    clearTimeout(entry.showing);
    entry.job = { ...entry.job, ...outcome, endedAt: new Date().toISOString() };
    this.changes.publish(entry.job);
    const ended = [...this.#entries.values()].filter(({ job }) => job.state !== 'running');
    for (const { job } of ended.slice(0, Math.max(0, ended.length - keptEnded))) this.#entries.delete(job.id);
    return entry.job;
  }

  #entry(id: JobId): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      throw new StudioError('JOB_NOT_FOUND', 'That job is not known.', {
        next: 'It may have ended before Faceloom was started again; look at the lists.',
        subject: id,
      });
    }
    return entry;
  }
}
