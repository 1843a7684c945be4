import { expect, test } from 'vitest';
import { readNumber } from './read-number.ts';

test.each([
  ['3,5', 3.5],
  ['3.5', 3.5],
  [',5', 0.5],
  ['-0,25', -0.25],
  ['−2', -2],
  ['+7', 7],
  ['0,125', 0.125],
  ['0,0002', 0.0002],
  ['1,000', 1000],
  ['2,000.5', 2000.5],
  ['1.234,5', 1234.5],
  ['1,234,567', 1_234_567],
  ['1 000', 1000],
  ["12'345", 12_345],
  ['1e-4', 0.0001],
  ['2,5E3', 2500],
  [' 3 kimg ', 3],
  ['40 %', 40],
])('%o is %d', (text, number) => {
  expect(readNumber(text)).toBe(number);
});

test.each(['', 'abc', '-', '.', '12.5.3', '1,2,3', '1,23.4', '3 5', '0x10', '1e', '٣', '½', '3-5'])(
  '%o is not a number',
  (text) => {
    expect(readNumber(text)).toBeUndefined();
  },
);
