import { untilAborted } from './until-aborted.ts';

/** Work that is done once for all who ask for it at the same time, as long as one of them waits for it. */
export class SharedWork<Result, Progress extends unknown[] = []> {
  readonly #going = new Map<string, Going<Result, Progress>>();

  /**
   * What the work with this key comes to; `begin` starts it where nobody has. Everybody hears its progress, and nobody is
   * bound to the others: one whose signal aborts leaves at once, and the work goes on for the rest. It is aborted when the
   * last has left, who waits until it has ended.
   */
  async join(
    key: string,
    begin: (signal: AbortSignal, report: (...progress: Progress) => void) => Promise<Result>,
    { signal, report }: Waiter<Progress> = {},
  ): Promise<Result> {
    signal?.throwIfAborted();
    const going = this.#going.get(key) ?? this.#begin(key, begin);
    const waiter: Waiter<Progress> = { report };
    going.waiters.add(waiter);
    if (going.progress !== undefined) report?.(...going.progress);
    try {
      return await untilAborted(going.result, signal);
    } finally {
      going.waiters.delete(waiter);
      if (going.waiters.size === 0) {
        // Whoever asks from now on begins anew.
        this.#forget(key, going);
        going.controller.abort(signal?.reason);
        await going.result.catch(() => undefined);
      }
    }
  }

  #begin(
    key: string,
    begin: (signal: AbortSignal, report: (...progress: Progress) => void) => Promise<Result>,
  ): Going<Result, Progress> {
    const controller = new AbortController();
    const waiters = new Set<Waiter<Progress>>();
    const report = (...progress: Progress) => {
      going.progress = progress;
      for (const waiter of waiters) waiter.report?.(...progress);
    };
    // In a later turn, so that the first to ask waits already.
    const result = Promise.resolve().then(() => begin(controller.signal, report));
    const going: Going<Result, Progress> = { controller, waiters, result, progress: undefined };
    this.#going.set(key, going);
    const forget = () => this.#forget(key, going);
    result.then(forget, forget);
    return going;
  }

  #forget(key: string, going: Going<Result, Progress>): void {
    if (this.#going.get(key) === going) this.#going.delete(key);
  }
}

/** Who waits: their own wish to leave, and where they want to hear how far the work is. */
interface Waiter<Progress extends unknown[]> {
  signal?: AbortSignal | undefined;
  report?: ((...progress: Progress) => void) | undefined;
}

interface Going<Result, Progress extends unknown[]> {
  controller: AbortController;
  waiters: Set<Waiter<Progress>>;
  result: Promise<Result>;
  /** The newest, for those who come later. */
  progress: Progress | undefined;
}
