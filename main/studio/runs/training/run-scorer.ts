import { availableParallelism, freemem } from 'node:os';
import type { ScoreTask } from '../../../protocol/evaluate.ts';
import type { Message } from '../../../protocol/messages.ts';
import type { Logger } from '../../base/log.ts';
import type { ComputeProcesses } from '../../compute-process/compute-processes.ts';
import { type ComputeSession, openSession } from '../../compute-process/session.ts';

/** Share of the machine's processor time, from the start of a training, that scoring may have taken before it goes on. */
export const scoringShare = 0.04;
/** Resident memory of a process with TensorFlow and the face network, and room to breathe. */
const bytesNeeded = 1200 * 1024 * 1024;

export type Scored = Message<'scored'>;

export interface CheckpointToScore {
  /** Name of the checkpoint. */
  name: string;
  nimg: number;
  generatorFile: string;
}

export interface RunScorerOptions {
  compute: ComputeProcesses;
  task: Omit<ScoreTask, 'type' | 'threads'>;
  log: Logger;
  onScored(candidate: CheckpointToScore, scored: Scored): void;
  /** An engine failed at it, and another one goes on. */
  onPassedOver(failed: Message<'engine-failed'>): void;
  /** Times, for tests. */
  now?(): number;
}

/** One thread at low priority leaves the cores to the training. */
const threads = 1;

/**
 * Scores checkpoints while their run trains, in a process of its own that takes a few hundredths of the machine: when
 * checkpoints come faster than that allows, some are left out. It never stops a training: where its engine fails, another
 * one goes on, and if none can, there are no more scores, and the log says why.
 */
export class RunScorer {
  readonly #options: RunScorerOptions;
  readonly #now: () => number;
  #session: ComputeSession | undefined;
  readonly #openedMs: number;
  #isReady = false;
  #hasEnded = false;
  #current: { candidate: CheckpointToScore; isVoid: boolean } | undefined;
  #next: CheckpointToScore | undefined;
  #freeAtMs = 0;
  #whenIdle = Promise.withResolvers<void>();

  constructor(options: RunScorerOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#openedMs = this.#now();
  }

  /** Scores a checkpoint, unless scoring is over its share of time; the newest takes the place of one that waits. */
  offer(candidate: CheckpointToScore): void {
    if (this.#hasEnded || this.#now() < this.#freeAtMs) return;
    if (this.#session === undefined && !this.#start()) return;
    this.#next = candidate;
    this.#scoreNext();
  }

  /** What is being scored, or waits for it, does not count. */
  forget(): void {
    this.#next = undefined;
    if (this.#current !== undefined) this.#current.isVoid = true;
    this.#tellIfIdle();
  }

  /** Scores the last checkpoint of a training that is over, now that nothing is slowed down; then ends the process. */
  async finish(last: CheckpointToScore | undefined): Promise<void> {
    if (
      this.#isReady &&
      !this.#hasEnded &&
      last !== undefined &&
      last.name !== this.#current?.candidate.name
    ) {
      this.#next = last;
      this.#scoreNext();
    }
    if (this.#isReady && this.#current !== undefined) await this.#whenIdle.promise;
    this.close();
  }

  /** Resolves when nothing is being scored, or waits for it. */
  async settled(): Promise<void> {
    const isAtWork = this.#next !== undefined || this.#current !== undefined;
    if (isAtWork && !this.#hasEnded) await this.#whenIdle.promise;
  }

  close(): void {
    this.#hasEnded = true;
    this.#session?.kill(new Error('nothing is left to score'));
    this.#whenIdle.resolve();
  }

  #start(): boolean {
    const { compute, task, log, onPassedOver } = this.#options;
    const free = freemem();
    if (free < bytesNeeded) {
      log.warn('too little memory to score checkpoints', { free, bytesNeeded });
      this.#hasEnded = true;
      return false;
    }
    const session = openSession(compute, { type: 'score', threads, ...task }, crashWords);
    this.#session = session;
    session.on('ready', () => {
      this.#isReady = true;
      this.#scoreNext();
    });
    let failed: Message<'engine-failed'> | undefined;
    session.on('engine-failed', (message) => {
      if (message.isPassedOver) failed = message;
    });
    const end = (error?: unknown) => {
      if (!this.#hasEnded && failed !== undefined) {
        onPassedOver(failed);
        if (this.#startAgain()) return;
      }
      if (!this.#hasEnded) log.warn('checkpoints are not scored any more', { error });
      this.#hasEnded = true;
      this.#whenIdle.resolve();
    };
    session.ended.then(end, end);
    return true;
  }

  /** What was being scored is scored again, unless it never happened or a newer one waits. */
  #startAgain(): boolean {
    this.#isReady = false;
    if (this.#current?.isVoid === false) this.#next ??= this.#current.candidate;
    this.#current = undefined;
    this.#tellIfIdle();
    return this.#start();
  }

  #scoreNext(): void {
    if (!this.#isReady || this.#current !== undefined || this.#next === undefined) return;
    this.#current = { candidate: this.#next, isVoid: false };
    this.#next = undefined;
    const { generatorFile } = this.#current.candidate;
    this.#session?.ask({ type: 'score', generatorFile }).then(
      (scored) => this.#receive(scored),
      // Only the end of the process leaves it unanswered, which has its own words.
      () => undefined,
    );
  }

  #receive(scored: Scored): void {
    if (this.#current === undefined) return;
    const { candidate, isVoid } = this.#current;
    this.#current = undefined;
    // Loading the network and embedding the real pictures counts as well.
    this.#freeAtMs = this.#openedMs + scored.cpuMs / (scoringShare * availableParallelism());
    if (!isVoid) this.#options.onScored(candidate, scored);
    this.#scoreNext();
    this.#tellIfIdle();
  }

  /** Those who wait are told once nothing is scored, nor waits for it, whatever brought that about. */
  #tellIfIdle(): void {
    if (this.#current !== undefined || this.#next !== undefined) return;
    this.#whenIdle.resolve();
    this.#whenIdle = Promise.withResolvers();
  }
}

const crashWords = {
  subject: 'The process that scores checkpoints',
  next: 'Training goes on without scores; resume the run to start scoring again.',
};
