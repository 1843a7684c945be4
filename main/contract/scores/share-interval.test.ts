import { expect, it } from 'vitest';
import { shareInterval } from './share-interval.ts';

/** Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3. */
it.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%i of %i lies between the published limits', (hits, trials, low, high) => {
  const interval = shareInterval(hits, trials);
  expect(interval.value).toBe(hits / trials);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

it('treats both sides alike and never leaves 0 to 1', () => {
  const [few, many] = [shareInterval(2, 30), shareInterval(28, 30)];
  expect(few.low).toBeCloseTo(1 - many.high, 12);
  expect(shareInterval(30, 30)).toMatchObject({ value: 1, high: 1 });
});
