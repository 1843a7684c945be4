/** What came of a request that was not overtaken. */
export type Outcome<T> = { value: T } | { error: unknown };

/**
 * Asks one thing at a time. What is asked for meanwhile waits, and only the newest of it is asked: a hand that drags makes
 * more requests than can be answered, and only where it is now matters. Each answer is told, in order.
 */
export function latestWins<I, O>(
  ask: (input: I) => Promise<O>,
  tell: (input: I, outcome: Outcome<O>) => void,
): (input: I) => void {
  let waiting: { input: I } | undefined;
  let isAsking = false;

  async function work(): Promise<void> {
    isAsking = true;
    while (waiting) {
      const { input } = waiting;
      waiting = undefined;
      tell(
        input,
        await ask(input).then(
          (value) => ({ value }),
          (error: unknown) => ({ error }),
        ),
      );
    }
    isAsking = false;
  }

  return (input) => {
    waiting = { input };
    if (!isAsking) void work();
  };
}
