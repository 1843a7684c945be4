interface BatcherOptions<Row, Made> {
  /** Makes one thing of each row, in their order. One call at a time. */
  draw(rows: readonly Row[]): Promise<readonly Made[]>;
  /** Rows of one call. */
  batchSize: number;
  /** Rows that may wait; a request for more is refused at once. */
  capacity: number;
}

interface Ask<Row, Made> {
  rows: readonly Row[];
  taken: number;
  made: Made[];
  missing: number;
  settle: PromiseWithResolvers<Made[]>;
}

/** Nothing more can wait. */
export class FullError extends Error {
  readonly secondsUntilFree: number;

  constructor(secondsUntilFree: number) {
    super('too much is waiting');
    this.secondsUntilFree = secondsUntilFree;
  }
}

/** How new times per row count against older ones. */
const newShare = 0.3;

/**
 * Gathers rows of concurrent requests into calls of an engine. Requests take turns row by row, so that a large one holds no
 * small one up.
 */
export class Batcher<Row, Made> {
  readonly #options: BatcherOptions<Row, Made>;
  /** Requests with rows that are not taken yet, in the order of their turns. */
  #line: Ask<Row, Made>[] = [];
  #waiting = 0;
  #isDrawing = false;
  #secondsPerRow = 0;

  constructor(options: BatcherOptions<Row, Made>) {
    this.#options = options;
  }

  /** Rows that wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /** What is made of the rows. Rejects with FullError, with what the signal says, or with what the engine throws. */
  submit(rows: readonly Row[], signal: AbortSignal): Promise<Made[]> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#waiting + rows.length > this.#options.capacity)
      return Promise.reject(new FullError(this.#waiting * this.#secondsPerRow));
    const settle = Promise.withResolvers<Made[]>();
    const ask: Ask<Row, Made> = { rows, taken: 0, made: [], missing: rows.length, settle };
    const drop = () => this.#fail(ask, signal.reason);
    signal.addEventListener('abort', drop);
    this.#line.push(ask);
    this.#waiting += rows.length;
    if (!this.#isDrawing) {
      this.#isDrawing = true;
      // What arrives in the same turn goes together.
      setImmediate(() => void this.#drawAll());
    }
    return settle.promise.finally(() => signal.removeEventListener('abort', drop));
  }

  async #drawAll(): Promise<void> {
    while (this.#line.length > 0) {
      const batch = this.#takeBatch();
      const startedMs = performance.now();
      try {
        const made = await this.#options.draw(batch.map(({ ask, place }) => ask.rows[place]));
        for (const [i, { ask, place }] of batch.entries()) this.#settle(ask, place, made[i]);
        const seconds = (performance.now() - startedMs) / 1000 / batch.length;
        this.#secondsPerRow += newShare * (seconds - this.#secondsPerRow);
      } catch (error) {
        for (const { ask } of batch) this.#fail(ask, error);
      }
    }
    this.#isDrawing = false;
  }

  #takeBatch(): { ask: Ask<Row, Made>; place: number }[] {
    const batch: { ask: Ask<Row, Made>; place: number }[] = [];
    while (batch.length < this.#options.batchSize) {
      const ask = this.#line.shift();
      if (ask === undefined) break;
      batch.push({ ask, place: ask.taken++ });
      this.#waiting--;
      if (ask.taken < ask.rows.length) this.#line.push(ask);
    }
    return batch;
  }

  #settle(ask: Ask<Row, Made>, place: number, made: Made): void {
    ask.made[place] = made;
    if (--ask.missing === 0) ask.settle.resolve(ask.made);
  }

  /** What of it waits is not made any more. */
  #fail(ask: Ask<Row, Made>, reason: unknown): void {
    if (this.#line.includes(ask)) {
      this.#line = this.#line.filter((each) => each !== ask);
      this.#waiting -= ask.rows.length - ask.taken;
    }
    ask.settle.reject(reason);
  }
}
