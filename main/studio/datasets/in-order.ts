/**
 * Works on up to `concurrency` inputs at once and yields the results in the order of the inputs. Stops taking new ones
 * when the reader stops or the signal aborts.
 */
export async function* mapInOrder<In, Out>(
  inputs: Iterable<In>,
  concurrency: number,
  signal: AbortSignal,
  work: (input: In) => Promise<Out>,
): AsyncGenerator<Out, void> {
  const pending: Promise<Out>[] = [];
  const iterator = inputs[Symbol.iterator]();
  try {
    while (true) {
      signal.throwIfAborted();
      while (pending.length < concurrency) {
        const { done, value } = iterator.next();
        if (done) break;
        pending.push(work(value));
      }
      const first = pending.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    // Nothing may go on working, or fail unseen, after the reader has left.
    await Promise.allSettled(pending);
  }
}
