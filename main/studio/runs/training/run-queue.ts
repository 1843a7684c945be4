import { StudioError } from '../../../contract/errors.ts';
import type { JobId, RunId } from '../../../contract/ids.ts';
import { type Schedule, shouldStop } from '../../../contract/runs/limits.ts';
import type { Queue } from '../../../contract/runs/queue.ts';
import type { Run } from '../../../contract/runs/runs.ts';
import type { WallClock } from '../../base/wall-clock.ts';
import { isOutdated } from '../../compute-process/outdated-program.ts';
import type { JobContext, Jobs } from '../../jobs/jobs.ts';
import type { RunFeed } from '../run-feed.ts';
import { isDue, nextInLine } from '../schedule.ts';
import type { EngineAndMode, QueueStore } from '../store/queue-store.ts';
import type { RunStore } from '../store/run-store.ts';
import type { TrainingSlot } from './training-slot.ts';

/** Which queued runs a process trains: all of the library's, those that it queues itself, or none. */
export type QueueReach = 'all' | 'own' | 'none';

export interface RunQueueOptions {
  store: QueueStore;
  runs: RunStore;
  slot: TrainingSlot;
  feed: RunFeed;
  jobs: Jobs;
  clock: WallClock;
  reach: QueueReach;
}

/** The job of a run that waits for its turn. */
interface Waiting {
  begin(run: Run, choice: EngineAndMode): void;
  giveUp(reason: StudioError): void;
}

/**
 * Runs that wait for the one slot. The next one begins when the slot is free, however the one before ended, unless the
 * queue is held; times of day are looked at on every beat of the clock. What a person starts while nothing trains
 * begins at once, held or not.
 */
export class RunQueue {
  readonly #options: RunQueueOptions;
  readonly #waiting = new Map<RunId, Waiting>();
  #stopBeat: (() => void) | undefined;
  #isClosing = false;
  /** Those that wait keep their places for the newer program. */
  #isOutdated = false;

  constructor(options: RunQueueOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier studio left, and begins. */
  open(): void {
    const { store, runs, clock, reach } = this.#options;
    if (reach === 'none') return;
    if (reach === 'all') for (const id of store.list()) this.#wait(runs.get(id));
    this.#stopBeat = clock.onBeat(() => this.#onBeat());
    this.#onBeat();
  }

  state(): Queue {
    return { runIds: this.#options.store.list(), isHeld: this.#options.store.isHeld };
  }

  /** Puts a run at the end, or begins with it when nothing trains; returns the job that trains it. */
  add(run: Run, choice: EngineAndMode): JobId {
    const { store, feed, slot, clock, reach } = this.#options;
    feed.save({ ...run, state: 'queued' });
    store.addLast(run.id, choice);
    const jobId = this.#wait(run);
    if (reach !== 'none' && !slot.isTaken && isDue(run.schedule, clock.now())) this.#begin(run.id);
    this.#tellPlaces();
    return jobId;
  }

  /** Takes a run out; false when it does not wait. */
  leave(id: RunId, state: 'paused' | 'finished', sentence = 'The run left the queue.'): boolean {
    const { store, runs, feed } = this.#options;
    if (store.take(id) === undefined) return false;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    const run = runs.get(id);
    feed.save({ ...run, state, error: undefined });
    feed.record(id, { nimg: run.nimg, kind: state, sentence });
    waiting?.giveUp(new StudioError('CANCELLED', sentence, { next: 'Resume it to queue it again.' }));
    this.#tellPlaces();
    return true;
  }

  /** Changes the order; `position` 1 is next. */
  move(id: RunId, position: number): Queue {
    const { store, runs } = this.#options;
    const others = store.list().filter((other) => other !== id);
    if (others.length === store.list().length) throw notWaiting(runs.get(id));
    store.reorder(others.toSpliced(position - 1, 0, id));
    this.#tellPlaces();
    return this.state();
  }

  hold(isHeld: boolean): Queue {
    const { store, feed } = this.#options;
    store.hold(isHeld);
    feed.announce();
    this.#advance();
    return this.state();
  }

  reschedule(id: RunId, schedule: Schedule): void {
    const { runs, slot, feed, store } = this.#options;
    if (slot.holds(id)) {
      slot.reschedule(schedule);
      feed.announce(id);
    } else {
      const run = runs.get(id);
      if (!store.list().includes(id)) throw notWaiting(run);
      feed.save(this.placed({ ...run, schedule }));
    }
    this.#onBeat();
  }

  /** Throws MACHINE_BUSY while a run trains, or something else has the machine to itself. */
  assertIdle(): void {
    this.#options.slot.assertFree();
  }

  /** Does something that needs the machine to itself; runs wait until it has ended. Throws MACHINE_BUSY. */
  async whileIdle<T>(work: () => Promise<T>): Promise<T> {
    const release = this.#options.slot.reserve();
    try {
      return await work();
    } finally {
      release();
      this.#advance();
    }
  }

  /** A run with its place, when it waits. */
  placed(run: Run): Run {
    const index = run.state === 'queued' ? this.#options.store.list().indexOf(run.id) : -1;
    return index < 0 ? run : { ...run, queuePosition: index + 1 };
  }

  /**
   * Pauses the training, so that nothing is lost. Those that wait keep their places; where others wait, the one that
   * trains becomes the next, so that the queue goes on where it was.
   */
  async close(): Promise<void> {
    const { store, runs, slot, reach } = this.#options;
    this.#isClosing = true;
    this.#stopBeat?.();
    const { current } = slot;
    for (const { giveUp } of this.#waiting.values()) giveUp(studioClosed());
    const othersWait = this.#waiting.size > 0;
    this.#waiting.clear();
    await slot.close();
    if (current === undefined || reach !== 'all' || !othersWait) return;
    const paused = runs.get(current.run.id);
    if (paused.state !== 'paused') return;
    runs.save({ ...paused, state: 'queued' });
    store.addFirst(paused.id, current.choice);
  }

  /** Begins with the next run when nothing stands against it. */
  #advance(): void {
    const { slot, store, clock, reach } = this.#options;
    if (this.#isClosing || this.#isOutdated || reach === 'none' || slot.isTaken || store.isHeld) return;
    const next = nextInLine(this.#waitingHere(), clock.now());
    if (next !== undefined) this.#begin(next.id);
  }

  #onBeat(): void {
    const { slot, clock } = this.#options;
    const now = clock.now();
    slot.check({ now });
    for (const { id, schedule } of this.#waitingHere()) {
      if (shouldStop(schedule ?? {}, { now }) !== undefined)
        this.leave(id, 'paused', 'Its time to stop came before its turn: the run left the queue.');
    }
    this.#advance();
  }

  /** Runs that wait and that this process trains, next first. */
  #waitingHere(): Run[] {
    const { store, runs } = this.#options;
    return store.list().flatMap((id) => (this.#waiting.has(id) ? [runs.get(id)] : []));
  }

  #begin(id: RunId): void {
    const { store, runs, feed } = this.#options;
    const waiting = this.#waiting.get(id);
    const choice = store.take(id);
    if (waiting === undefined || choice === undefined) return;
    this.#waiting.delete(id);
    const run = runs.get(id);
    feed.save(run);
    waiting.begin(run, choice);
    this.#tellPlaces();
  }

  /** Starts the job of a run, which does nothing until its turn comes. */
  #wait(run: Run): JobId {
    const { jobs, slot } = this.#options;
    const work = ({ signal, report }: JobContext) =>
      new Promise<{ kind: 'train'; runId: RunId }>((resolve, reject) => {
        const waiting: Waiting = {
          begin: (newest, choice) => {
            const trained = slot
              .train(newest, choice, { signal, report })
              .catch((error: unknown) => {
                this.#isOutdated ||= isOutdated(error);
                throw error;
              })
              .finally(() => this.#advance());
            resolve(trained.then(() => ({ kind: 'train', runId: run.id })));
          },
          giveUp: reject,
        };
        this.#waiting.set(run.id, waiting);
        signal.addEventListener('abort', () => {
          if (this.#waiting.get(run.id) === waiting) this.leave(run.id, 'paused');
        });
        report({
          done: run.nimg / 1000,
          unit: 'kimg',
          note: run.schedule?.startAt === undefined ? 'Waits for its turn' : 'Waits for its time',
        });
      });
    return jobs.start({ kind: 'train', title: `Train ${run.name}` }, work).id;
  }

  /** Tells those who watch runs that wait where these stand now. */
  #tellPlaces(): void {
    const { store, runs, feed } = this.#options;
    for (const [index, id] of store.list().entries())
      feed.emit(id, { type: 'state', run: { ...runs.get(id), queuePosition: index + 1 } });
    feed.announce();
  }
}

const notWaiting = ({ id, name, state }: Run) =>
  new StudioError('RUN_STATE', `"${name}" is ${state} and does not wait in the queue.`, {
    next: 'Resume it to queue it.',
    subject: id,
  });

const studioClosed = () =>
  new StudioError('CANCELLED', 'Faceloom was closed.', { next: 'The run goes on when it is opened again.' });
