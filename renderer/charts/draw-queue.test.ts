import { expect, test } from 'vitest';
import { DrawQueue } from './draw-queue.ts';

/** Frames that come when the test says so, and drawings that take as long as it says. */
function setUp() {
  let asked: (() => void)[] = [];
  let nowMs = 0;
  const drawn: string[] = [];
  const queue = new DrawQueue({ request: (callback) => asked.push(callback), nowMs: () => nowMs });
  return {
    queue,
    drawn,
    drawing: (name: string, ms: number) => () => {
      drawn.push(name);
      nowMs += ms;
    },
    frame() {
      const now = asked;
      asked = [];
      for (const callback of now) callback();
      return drawn.splice(0);
    },
  };
}

test('slow drawings take a frame each, quick ones share one', () => {
  const { queue, drawing, frame } = setUp();
  for (const name of ['a', 'b']) queue.add(drawing(name, 20));
  for (const name of ['c', 'd']) queue.add(drawing(name, 1));
  expect([frame(), frame(), frame(), frame()]).toEqual([['a'], ['b'], ['c', 'd'], []]);
});

test('what waits already is drawn once, and what was removed not at all', () => {
  const { queue, drawing, frame } = setUp();
  const [kept, gone] = [drawing('kept', 1), drawing('gone', 1)];
  queue.add(kept);
  queue.add(gone);
  queue.add(kept);
  queue.remove(gone);
  expect([frame(), frame()]).toEqual([['kept'], []]);
  queue.add(kept);
  expect(frame()).toEqual(['kept']);
});
