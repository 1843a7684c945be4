import { expect, it, vi } from 'vitest';
import { SharedWork } from './shared-work.ts';

/** Work that a test ends by hand, and how often it was begun. */
function rig() {
  const shared = new SharedWork<string, [number]>();
  const begun: {
    end: PromiseWithResolvers<string>;
    signal: AbortSignal;
    report: (done: number) => void;
  }[] = [];
  const join = (key: string, waiter: { signal?: AbortSignal; report?: (done: number) => void } = {}) =>
    shared.join(
      key,
      (signal, report) => {
        const end = Promise.withResolvers<string>();
        signal.addEventListener('abort', () => end.reject(signal.reason));
        begun.push({ end, signal, report });
        return end.promise;
      },
      waiter,
    );
  return { begun, join };
}

/** What is due in this turn is done in it. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('is done once for all who ask at the same time, and again for those who ask later', async () => {
  const { begun, join } = rig();
  const both = Promise.all([join('a'), join('a')]);
  const other = join('b');
  await turn();
  expect(begun).toHaveLength(2);
  begun[0].end.resolve('first');
  begun[1].end.resolve('other');
  expect(await both).toEqual(['first', 'first']);
  expect(await other).toBe('other');
  const later = join('a');
  await turn();
  begun[2].end.resolve('second');
  expect(await later).toBe('second');
});

it('goes on when the first who asked leaves', async () => {
  const { begun, join } = rig();
  const [first, second] = [new AbortController(), new AbortController()];
  const [left, waits] = [join('a', { signal: first.signal }), join('a', { signal: second.signal })];
  await turn();
  first.abort();
  await expect(left).rejects.toMatchObject({ name: 'AbortError' });
  expect(begun[0].signal.aborted).toBe(false);
  begun[0].end.resolve('done');
  expect(await waits).toBe('done');
});

it('lets one leave at once who did not begin it', async () => {
  const { begun, join } = rig();
  const controller = new AbortController();
  const [waits, left] = [join('a'), join('a', { signal: controller.signal })];
  await turn();
  controller.abort();
  await expect(left).rejects.toMatchObject({ name: 'AbortError' });
  begun[0].end.resolve('done');
  expect(await waits).toBe('done');
});

it('is aborted when the last has left, who waits for its end; whoever asks then begins anew', async () => {
  const { begun, join } = rig();
  const controllers = [new AbortController(), new AbortController()];
  const waiting = controllers.map(({ signal }) => join('a', { signal }));
  const ended = vi.fn();
  const all = Promise.allSettled(waiting).then(ended);
  await turn();
  const slow = Promise.withResolvers<string>();
  begun[0].end.resolve(slow.promise);
  for (const controller of controllers) controller.abort();
  await turn();
  const again = join('a');
  await turn();
  expect(begun[0].signal.aborted).toBe(true);
  expect(ended).not.toHaveBeenCalled();
  slow.resolve('too late');
  await all;
  for (const each of waiting) await expect(each).rejects.toMatchObject({ name: 'AbortError' });
  begun[1].end.resolve('new');
  expect(await again).toBe('new');
});

it('tells all how far it is, also those who came later, and what it failed with', async () => {
  const { begun, join } = rig();
  const heard: [string, number][] = [];
  const listen = (name: string) => ({ report: (done: number) => void heard.push([name, done]) });
  const first = join('a', listen('first'));
  await turn();
  begun[0].report(1);
  const second = join('a', listen('second'));
  begun[0].report(2);
  begun[0].end.reject(new Error('the disk is gone'));
  for (const each of [first, second]) await expect(each).rejects.toThrow('the disk is gone');
  expect(heard).toEqual([
    ['first', 1],
    ['second', 1],
    ['first', 2],
    ['second', 2],
  ]);
  expect(begun).toHaveLength(1);
});

it('is not begun for one who has left already', async () => {
  const { begun, join } = rig();
  await expect(join('a', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  await turn();
  expect(begun).toEqual([]);
});
