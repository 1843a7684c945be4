import { setTimeout as wait } from 'node:timers/promises';
import { StudioError } from '../../../contract/errors.ts';
import { errorCode } from '../../../disk/disk-error.ts';
import { type JobMessage, loadGrid } from '../../../job-folder/job-messages.ts';
import { jobPaths } from '../../../job-folder/job-paths.ts';
import { type ReadMessage, readMessagesIfThere } from '../../../job-folder/message-log.ts';
import type { FromCompute, Message } from '../../../protocol/messages.ts';
import type { ComputeExit, ComputeProcess } from '../../compute-process/compute-launcher.ts';

/** A sample grid, whose pixels lie beside the messages. */
type StoredGrid = Extract<JobMessage, { type: 'sample' }>;

/** The worker's own messages. */
type WorkerMessage = Extract<JobMessage, { type: 'began' | 'left' }>;

/** What is told as it stands. */
type Plain = WorkerMessage | Exclude<FromCompute, { type: 'sample' }>;

export interface MessageReaderOptions {
  folder: string;
  /** Offset to read on from. */
  readTo: number;
  pollMs: number;
  /** How late a share may show a file that its messages tell of. */
  lateMs: number;
  /** Deals with messages and remembers that they were read: both or neither. */
  inOneStep(end: number, work: () => void): void;
  /** Resolves when the files that belong to what was told are written. */
  settled(): Promise<void>;
  /** Hears of a sample grid whose pixels cannot be read, and is left out. */
  onLostGrid(grid: StoredGrid, reason: string): void;
  /** Hears of the worker's own messages. */
  onWorker(message: WorkerMessage): void;
  /** True while the share can be seen. Called between two portions; what it throws ends the reading, with that as the reason. */
  look(hasNews: boolean): Promise<boolean>;
}

/**
 * A training on another machine, as the messages in its job folder tell of it: whoever holds it sees a compute process. It
 * is not told anything through here, and goes on when this reader is killed.
 */
export class MessageReader implements ComputeProcess {
  readonly pid = undefined;
  readonly #options: MessageReaderOptions;
  #readTo: number;
  #tell: (message: FromCompute) => void = () => undefined;
  #leave: (exit: ComputeExit) => void = () => undefined;
  #isOver = false;
  /** What the job ends with, once no message is left. */
  #asked: 'paused' | 'stopped' | undefined;
  readonly #stopped = new AbortController();

  constructor(options: MessageReaderOptions) {
    this.#options = options;
    this.#readTo = options.readTo;
  }

  /** The worker was told by its job folder. */
  send(): void {
    // Nothing is left to say.
  }

  onMessage(listener: (message: FromCompute) => void): void {
    this.#tell = listener;
  }

  onExit(listener: (exit: ComputeExit) => void): void {
    this.#leave = listener;
    this.#read().then(
      () => this.#exit({ code: 0, signal: null, errorTail: '' }),
      (error: unknown) => this.#fail(error),
    );
  }

  kill(): void {
    this.#exit({ code: null, signal: 'SIGKILL', errorTail: '' });
  }

  /** Ends as a training does that was told to, when all messages are read: for a job that no worker is at. */
  end(reason: 'paused' | 'stopped'): void {
    this.#asked = reason;
  }

  /** Resolves behind the message that ends the job. */
  async #read(): Promise<void> {
    while (!this.#isOver) {
      // What came before the end was asked for is read first.
      const asked = this.#asked;
      const portion = await readMessagesIfThere(jobPaths(this.#options.folder).messages, this.#readTo);
      if (await this.#tellPortion(portion)) return;
      // The end of a job shows in its messages first, and then in how it stands.
      const isThere = await this.#options.look(portion.length > 0);
      if (portion.length > 0 || this.#isOver) continue;
      if (asked !== undefined && isThere) {
        this.#tell({ type: 'ended', reason: asked });
        return;
      }
      await this.#pause();
    }
  }

  /** True when the job has ended. */
  async #tellPortion(portion: readonly ReadMessage[]): Promise<boolean> {
    let waiting: ReadMessage[] = [];
    for (const each of portion) {
      if (this.#isOver) return true;
      const { type } = each.message;
      if (!withFiles.has(type) && !endings.has(type)) {
        waiting.push(each);
        continue;
      }
      this.#tellAll(waiting);
      waiting = [];
      if (endings.has(type)) {
        // Not remembered: it is told again if the studio dies before the run is ended.
        this.#say(each.message as Plain);
        return true;
      }
      await this.#tellWithFiles(each);
    }
    this.#tellAll(waiting);
    return false;
  }

  /** Messages that only change rows: dealt with and remembered as one. */
  #tellAll(messages: readonly ReadMessage[]): void {
    const end = messages.at(-1)?.end;
    if (end === undefined || this.#isOver) return;
    this.#options.inOneStep(end, () => {
      for (const { message } of messages) this.#say(message as Plain);
      if (this.#isOver) throw new Error('the messages could not be dealt with');
    });
    this.#readTo = end;
  }

  /** Files come first, and are the same when they are written again. */
  async #tellWithFiles({ message, end }: ReadMessage): Promise<void> {
    let note = (): void => undefined;
    if (message.type === 'sample') {
      const grid = await this.#load(message);
      if (this.#isOver) return;
      if ('pixels' in grid) this.#tell(grid);
      else note = () => this.#options.onLostGrid(message, grid.reason);
    } else {
      this.#say(message);
    }
    await this.#options.settled();
    if (this.#isOver) return;
    this.#options.inOneStep(end, note);
    this.#readTo = end;
  }

  /**
   * The file of a grid was written before its message, and may show after it. One that never does, or that is not whole, is
   * a picture less to look at, for which no training is ended: only the reason is given.
   */
  async #load(message: StoredGrid): Promise<Message<'sample'> | { reason: string }> {
    const { folder, lateMs } = this.#options;
    let sinceMs = performance.now();
    for (;;) {
      try {
        return await loadGrid(folder, message);
      } catch (error) {
        const code = errorCode(error);
        if (code === undefined || this.#isOver) throw error;
        // Time counts only while the share is there.
        if (!(await this.#options.look(true))) sinceMs = performance.now();
        else if (performance.now() - sinceMs >= lateMs)
          return { reason: code === 'ENOENT' ? 'its file is not there.' : messageOf(error) };
        await this.#pause();
      }
    }
  }

  #say(message: Plain): void {
    if (message.type === 'began' || message.type === 'left') this.#options.onWorker(message);
    else this.#tell(message);
  }

  async #pause(): Promise<void> {
    const { signal } = this.#stopped;
    await wait(this.#options.pollMs, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    const known =
      error instanceof StudioError
        ? error
        : new StudioError('INTERNAL', String(error), { next: 'Resume the run; the log says more.' });
    this.#tell({ type: 'failed', error: known.toReport() });
    this.#exit({ code: 1, signal: null, errorTail: '' });
  }

  #exit(exit: ComputeExit): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopped.abort();
    this.#leave(exit);
  }
}

const messageOf = (error: unknown) => (error instanceof StudioError ? error.message : String(error));

/** Whose files are written while later messages wait. */
const withFiles: ReadonlySet<string> = new Set(['sample', 'checkpoint', 'rewound']);
const endings: ReadonlySet<string> = new Set(['ended', 'failed']);
