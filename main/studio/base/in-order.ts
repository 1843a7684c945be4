/**
 * Works on up to `concurrency` inputs at once and yields the results in the order of the inputs. Stops taking new ones
 * when the reader stops or the signal aborts.
 */
export async function* mapInOrder<In, Out>(
  inputs: Iterable<In> | AsyncIterable<In>,
  concurrency: number,
  signal: AbortSignal,
  work: (input: In) => Promise<Out>,
): AsyncGenerator<Out, void> {
  const pending: Promise<Out>[] = [];
  let isExhausted = false;
  const iterator =
    Symbol.asyncIterator in inputs ? inputs[Symbol.asyncIterator]() : inputs[Symbol.iterator]();
  try {
    while (true) {
      signal.throwIfAborted();
      while (!isExhausted && pending.length < concurrency) {
        const next = await iterator.next();
        if (next.done === true) {
          isExhausted = true;
        } else {
          const result = work(next.value);
          // It may fail while another is waited for; whoever reads it sees the failure.
          result.catch(() => undefined);
          pending.push(result);
        }
      }
      const first = pending.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    // Nothing may go on working, or fail unseen, after the reader has left.
    await Promise.allSettled(pending);
    await iterator.return?.();
  }
}
