import { expect, it } from 'vitest';
import { Batcher, FullError } from './batcher.ts';

const never = new AbortController().signal;

/** An engine that answers when the test says so, and remembers what it was asked. */
function engine() {
  const calls: { rows: readonly string[]; finish(): void; fail(error: Error): void }[] = [];
  const draw = (rows: readonly string[]) =>
    new Promise<string[]>((resolve, reject) => {
      calls.push({ rows, finish: () => resolve(rows.map((row) => row.toUpperCase())), fail: reject });
    });
  const next = async (call: number) => {
    while (calls.length <= call) await new Promise((resolve) => setImmediate(resolve));
    return calls[call];
  };
  return { draw, next, calls };
}

it('draws what arrives together together, and gives each its own', async () => {
  const { draw, next, calls } = engine();
  const batcher = new Batcher({ draw, batchSize: 4, capacity: 100 });
  const [a, b] = [batcher.submit(['a1', 'a2'], never), batcher.submit(['b1'], never)];
  const call = await next(0);
  expect(call.rows).toEqual(['a1', 'b1', 'a2']);
  call.finish();
  expect([await a, await b]).toEqual([['A1', 'A2'], ['B1']]);
  expect([calls.length, batcher.waiting]).toEqual([1, 0]);
});

it('lets a small request pass a large one', async () => {
  const { draw, next } = engine();
  const batcher = new Batcher({ draw, batchSize: 2, capacity: 100 });
  const large = batcher.submit(['l1', 'l2', 'l3', 'l4', 'l5', 'l6'], never);
  (await next(0)).finish();
  const second = await next(1);
  const small = batcher.submit(['s1'], never);
  second.finish();
  const third = await next(2);
  expect(third.rows).toEqual(['l5', 's1']);
  third.finish();
  expect(await small).toEqual(['S1']);
  (await next(3)).finish();
  expect(await large).toEqual(['L1', 'L2', 'L3', 'L4', 'L5', 'L6']);
});

it('refuses what is too much, and says when it may be worth asking again', async () => {
  const { draw, next } = engine();
  const batcher = new Batcher({ draw, batchSize: 1, capacity: 3 });
  const first = batcher.submit(['a', 'b'], never);
  await expect(batcher.submit(['c', 'd'], never)).rejects.toBeInstanceOf(FullError);
  (await next(0)).finish();
  (await next(1)).finish();
  expect(await first).toEqual(['A', 'B']);
  const later = batcher.submit(['e', 'f', 'g'], never);
  const refused = await batcher.submit(['h'], never).catch((error: FullError) => error);
  expect(refused).toMatchObject({ secondsUntilFree: expect.any(Number) });
  for (const call of [2, 3, 4]) (await next(call)).finish();
  expect(await later).toHaveLength(3);
});

it('draws nothing for those who have gone', async () => {
  const { draw, next, calls } = engine();
  const batcher = new Batcher({ draw, batchSize: 2, capacity: 100 });
  const gone = new AbortController();
  const left = batcher.submit(['x1', 'x2', 'x3', 'x4'], gone.signal);
  const first = await next(0);
  const stays = batcher.submit(['y'], never);
  gone.abort(new Error('hung up'));
  await expect(left).rejects.toThrow('hung up');
  expect(batcher.waiting).toBe(1);
  first.finish();
  const second = await next(1);
  expect(second.rows).toEqual(['y']);
  second.finish();
  expect(await stays).toEqual(['Y']);
  expect(calls).toHaveLength(2);
  await expect(batcher.submit(['z'], gone.signal)).rejects.toThrow('hung up');
});

it('tells those whose rows failed, and goes on with the others', async () => {
  const { draw, next } = engine();
  const batcher = new Batcher({ draw, batchSize: 2, capacity: 100 });
  const bad = batcher.submit(['a', 'b', 'c'], never);
  const first = await next(0);
  const good = batcher.submit(['d'], never);
  first.fail(new Error('crashed'));
  await expect(bad).rejects.toThrow('crashed');
  const second = await next(1);
  expect(second.rows).toEqual(['d']);
  second.finish();
  expect(await good).toEqual(['D']);
  expect(batcher.waiting).toBe(0);
});
