import { StudioError } from '../../../contract/errors.ts';
import type { JobId, RunId } from '../../../contract/ids.ts';
import type { Whereabouts } from '../../../contract/places/places.ts';
import type { Run } from '../../../contract/runs/runs.ts';
import type { ControlRequest } from '../../../job-folder/control.ts';
import { toStudioError } from '../../base/to-error.ts';
import type { JobContext, Jobs } from '../../jobs/jobs.ts';
import type { Places } from '../../places/places.ts';
import { isInterruption } from '../training/interruptions.ts';
import { ArrivedScores, type ArrivedScoresOptions } from './arrived-scores.ts';
import { EndedJobs } from './ended-jobs.ts';
import { FollowedRun, type FollowOptions } from './followed-run.ts';
import { PlaceQueues } from './place-queues.ts';
import type { RunJob } from './run-job-store.ts';
import { type RunToSend, type Sending, type SendOptions, sendRuns } from './send-runs.ts';

export type RunsElsewhereOptions = Omit<FollowOptions, 'scores'> &
  SendOptions &
  ArrivedScoresOptions & { places: Places; jobs: Jobs };

/** Runs that train at other places: handed over, followed by their messages, and ended there. */
export class RunsElsewhere {
  readonly #options: RunsElsewhereOptions;
  readonly #followed = new Map<RunId, FollowedRun>();
  /** Runs whose files are being copied, and what ends that. */
  readonly #sending = new Map<RunId, { run: Run; abort: AbortController; since: string }>();
  /** The jobs that send and follow. */
  readonly #jobIds = new Map<RunId, JobId>();
  readonly #queues: PlaceQueues;
  readonly #endedJobs: EndedJobs;
  readonly #scores: ArrivedScores;
  readonly #closed = new AbortController();
  #deliveries: Promise<unknown> = Promise.resolve();
  #isClosing = false;

  constructor(options: RunsElsewhereOptions) {
    this.#options = options;
    this.#endedJobs = new EndedJobs(options);
    this.#scores = new ArrivedScores(options);
    this.#queues = new PlaceQueues(options.pace.queueMs, options.log, () => [...this.#followed.values()]);
  }

  /** Reads on about what an earlier studio left at other places. */
  open(): void {
    for (const { runId } of this.#options.runJobs.list()) this.readOn(runId);
    void this.#endedJobs.tidyAll(this.#closed.signal);
  }

  /** Reads on about a run; returns the job that does so, which may have begun before. */
  readOn(id: RunId): JobId {
    const known = this.#jobIds.get(id);
    if (known !== undefined) return known;
    const job = this.#options.runJobs.get(id);
    const run = this.#options.store.get(id);
    return this.#start(run, (context) => this.#follow(run, job, context));
  }

  /** True for a run that is at another place, or on its way. */
  holds(id: RunId): boolean {
    return this.#sending.has(id) || this.#options.runJobs.has(id);
  }

  /** The run with what is known of it there. */
  live(id: RunId): Run | undefined {
    const sending = this.#sending.get(id);
    if (sending === undefined) return this.#followed.get(id)?.run;
    const whereabouts: Whereabouts = { phase: 'sending', since: sending.since };
    return { ...sending.run, whereabouts };
  }

  /** Sends runs that belong together to a place, and follows each; returns the jobs that do so, in the order of the runs. */
  send({ runs, place, ranks }: Sending): JobId[] {
    const { feed } = this.#options;
    const abort = new AbortController();
    const since = new Date().toISOString();
    const sent = Promise.withResolvers<RunJob[]>();
    sent.promise.catch(() => undefined);
    const placed = runs.map(
      ({ run, choice }): RunToSend => ({
        run: { ...run, state: 'queued', place: { id: place.id, name: place.name } },
        choice,
      }),
    );
    for (const { run } of placed) {
      feed.save(run);
      this.#sending.set(run.id, { run, abort, since });
    }
    const takeBack = () => abort.abort(takenBack());
    const ids = placed.map(({ run }, i) =>
      this.#start(run, async (context) => {
        context.signal.addEventListener('abort', takeBack);
        // The first of them sends all.
        if (i === 0) {
          sendRuns(this.#options, { runs: placed, place, ranks }, { ...context, signal: abort.signal }).then(
            sent.resolve,
            sent.reject,
          );
        }
        const jobs = await sent.promise.finally(() => {
          context.signal.removeEventListener('abort', takeBack);
          this.#sending.delete(run.id);
        });
        const job = jobs[i];
        // What was taken back at the last moment is ended there.
        const signal = AbortSignal.any([abort.signal, context.signal]);
        if (job !== undefined)
          await this.#follow(this.#options.store.get(run.id), job, { ...context, signal });
      }),
    );
    const delivered = sent.promise.catch(() => undefined);
    this.#deliveries = Promise.all([this.#deliveries, delivered]);
    return ids;
  }

  /** Asks for a run's end there; a run that is still being sent is taken back, with all that are sent with it. */
  async end(id: RunId, request: ControlRequest): Promise<void> {
    const sending = this.#sending.get(id);
    if (sending !== undefined) sending.abort.abort(takenBack());
    else await this.#followed.get(id)?.ask(request);
  }

  /** Finishes what is being sent, and stops following; the trainings go on. */
  async close(): Promise<void> {
    await this.#deliveries;
    this.#isClosing = true;
    this.#closed.abort();
    this.#queues.close();
    this.#scores.close();
    for (const followed of this.#followed.values()) followed.leave(studioClosed());
  }

  #start(run: Run, work: (context: JobContext) => Promise<void>): JobId {
    const title = `Train ${run.name} on ${run.place?.name}`;
    const { id } = this.#options.jobs.start(
      { kind: 'train', title, about: { kind: 'run', id: run.id } },
      async (context) => {
        try {
          await work(context);
        } catch (error) {
          throw this.#isClosing ? error : this.#recordFailure(run, error);
        } finally {
          // The run may have been sent again while the folder of its job was removed.
          if (this.#jobIds.get(run.id) === id) this.#jobIds.delete(run.id);
        }
        return { kind: 'train', runId: run.id };
      },
    );
    this.#jobIds.set(run.id, id);
    return id;
  }

  async #follow(run: Run, job: RunJob, { signal, report }: JobContext): Promise<void> {
    if (this.#isClosing) throw studioClosed();
    const { places, runJobs, feed, log } = this.#options;
    const place = places.get(job.placeId);
    const scheduled = () => this.#queues.of(job);
    const followed = new FollowedRun(
      run,
      { job, place, scheduled },
      { ...this.#options, scores: this.#scores },
      report,
    );
    this.#followed.set(run.id, followed);
    this.#queues.look();
    const cancel = () => {
      if (!this.#isClosing)
        followed.ask('stop').catch((error: unknown) => log.warn('a run could not be stopped', { error }));
    };
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
    try {
      const ending = await followed.ended();
      const state = ending === 'paused' ? 'paused' : 'finished';
      const { whereabouts: _, ...last } = followed.run;
      // Whoever hears that it has ended finds it so.
      this.#followed.delete(run.id);
      runJobs.end(run.id);
      feed.save({ ...last, state, error: undefined });
      feed.record(run.id, { nimg: last.nimg, kind: state, sentence: `The run was ${state}.` });
    } finally {
      signal.removeEventListener('abort', cancel);
      this.#followed.delete(run.id);
      feed.announce(run.id);
      if (!this.#isClosing && runJobs.has(run.id))
        await followed.release().catch((error: unknown) => log.warn('a worker could not be told', { error }));
    }
    await this.#endedJobs.tidy(job, this.#closed.signal);
  }

  #recordFailure(run: Run, error: unknown): StudioError {
    const { store, feed, runJobs, log } = this.#options;
    const known = toStudioError(error, log);
    runJobs.remove(run.id);
    const last = store.get(run.id);
    const wasEnded = known.code === 'CANCELLED';
    const state = wasEnded ? 'paused' : isInterruption(known) ? 'interrupted' : 'failed';
    feed.save({ ...last, state, error: wasEnded ? undefined : known.toReport() });
    feed.record(run.id, { nimg: last.nimg, kind: state, sentence: known.message });
    return known;
  }
}

const takenBack = () =>
  new StudioError('CANCELLED', 'The run was taken back before it was sent.', {
    next: 'Resume it to send it again.',
  });

const studioClosed = () =>
  new StudioError('CANCELLED', 'Faceloom was closed; the run goes on at its place.', {
    next: 'Open Faceloom again to read on.',
  });
