import { expect, it } from 'vitest';
import { median } from './median.ts';

it.each([
  [[3], 3],
  [[5, 1, 2], 2],
  [[4, 1, 2, 10], 3],
  [[10, 9, 100], 10],
])('of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

it('leaves its values alone, and is not a number where there are none', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
  expect(median([])).toBeNaN();
});
