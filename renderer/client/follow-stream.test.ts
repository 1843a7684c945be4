import { expect, it } from 'vitest';
import { followStream } from './follow-stream.ts';

/** Follows streams of numbers, one after the other, until the last has ended; 0 begins, and -1 breaks the line. */
async function follow(streams: readonly (readonly number[])[], onEvent: (event: number) => void) {
  const closed = new AbortController();
  const faults: unknown[] = [];
  let opened = 0;
  await followStream<number>({
    line: async () => ({ closed: Promise.resolve() }),
    async open() {
      const stream = streams[opened++];
      if (opened === streams.length) closed.abort();
      return {
        begin: () => onEvent(0),
        events: (async function* () {
          for (const event of stream) {
            if (event === -1) throw new Error('the line broke');
            yield event;
          }
        })(),
      };
    },
    onEvent,
    onFault: (error) => faults.push(error),
    pauseMs: 1,
    signal: closed.signal,
  });
  return { opened, faults };
}

it('opens the stream again when its line broke', async () => {
  const seen: number[] = [];
  const { opened, faults } = await follow([[1, -1], [2]], (event) => seen.push(event));
  expect(seen).toEqual([0, 1, 0, 2]);
  expect([opened, faults]).toEqual([2, []]);
});

it('tells of a fault of the page and deals with the next event, on the same stream', async () => {
  const seen: number[] = [];
  const fault = new Error('of the page');
  const { opened, faults } = await follow([[1, 2]], (event) => {
    if (event < 2) throw fault;
    seen.push(event);
  });
  expect(seen).toEqual([2]);
  expect([opened, faults]).toEqual([1, [fault, fault]]);
});
