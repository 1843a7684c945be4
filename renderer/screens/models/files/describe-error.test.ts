import { expect, it } from 'vitest';
import { describeError } from './describe-error.ts';

it.each([
  [0, 'none'],
  [2e-6, 'less than a thousandth of a grey level'],
  [1e-4, '0.013 of 255 grey levels'],
  [2, '255.0 of 255 grey levels'],
])('%d is %s', (error, words) => {
  expect(describeError(error)).toBe(words);
});
