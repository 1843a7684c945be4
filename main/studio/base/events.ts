import type { Logger } from './log.ts';

/** Publishes events to any number of subscribers; neither a slow one nor one that fails holds the others up. */
export class EventBus<T> {
  readonly #listeners = new Set<(event: T) => void>();
  readonly #log: Pick<Logger, 'error'>;

  constructor(log: Pick<Logger, 'error'>) {
    this.#log = log;
  }

  /** What a listener throws is logged: whoever publishes has nothing to do with it. */
  publish(event: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#log.error('a listener failed', { error });
      }
    }
  }

  /** Calls back with each event; returns the unsubscribe function. */
  listen(listener: (event: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Every event from this call on, until the signal aborts or the reader stops. */
  subscribe(signal?: AbortSignal): Subscription<T> {
    return new Subscription((listener) => this.listen(listener), signal);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }
}

/** How many events wait for a subscriber before the oldest are dropped; clients read lists again after a change. */
const queueLimit = 1000;

/**
 * Events as an async iterator. A class and not a generator, because `return()` on a generator that was never read
 * would leave its listener behind.
 */
export class Subscription<T> implements AsyncIterableIterator<T, undefined> {
  readonly #queue: T[] = [];
  readonly #unlisten: () => void;
  #wake: (() => void) | undefined;
  #isOver = false;

  constructor(listen: (listener: (event: T) => void) => () => void, signal?: AbortSignal) {
    this.#unlisten = listen((event) => {
      this.#queue.push(event);
      if (this.#queue.length > queueLimit) this.#queue.shift();
      this.#wake?.();
    });
    if (signal?.aborted) this.#end();
    else signal?.addEventListener('abort', () => this.#end(), { once: true });
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    while (!this.#isOver) {
      const event = this.#queue.shift();
      if (event !== undefined) return { done: false, value: event };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #end(): void {
    this.#isOver = true;
    this.#unlisten();
    this.#wake?.();
  }
}
