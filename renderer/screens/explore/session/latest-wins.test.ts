import { expect, test } from 'vitest';
import { latestWins, type Outcome } from './latest-wins.ts';

function scripted() {
  const asked: { input: number; resolve(value: string): void; reject(error: Error): void }[] = [];
  const told: [number, Outcome<string>][] = [];
  const want = latestWins<number, string>(
    (input) => new Promise((resolve, reject) => asked.push({ input, resolve, reject })),
    (input, outcome) => told.push([input, outcome]),
  );
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  return { asked, told, want, settled };
}

test('what waits is replaced by what comes later; one request at a time', async () => {
  const { asked, told, want, settled } = scripted();
  for (const input of [1, 2, 3, 4]) want(input);
  expect(asked.map(({ input }) => input)).toEqual([1]);
  asked[0]?.resolve('one');
  await settled();
  expect(asked.map(({ input }) => input)).toEqual([1, 4]);
  asked[1]?.resolve('four');
  await settled();
  expect(told).toEqual([
    [1, { value: 'one' }],
    [4, { value: 'four' }],
  ]);
});

test('a failure is told, and the next request is asked all the same', async () => {
  const { asked, told, want, settled } = scripted();
  want(1);
  want(2);
  const error = new Error('no');
  asked[0]?.reject(error);
  await settled();
  asked[1]?.resolve('two');
  await settled();
  want(3);
  expect(asked.map(({ input }) => input)).toEqual([1, 2, 3]);
  expect(told).toEqual([
    [1, { error }],
    [2, { value: 'two' }],
  ]);
});
