import { expect, it } from 'vitest';
import { lastGood } from './last-good.ts';

const [newer, older] = [
  { dir: 'newer', nimg: 2000 },
  { dir: 'older', nimg: 1000 },
];

it('goes back to the newest checkpoint from before the trouble, or to the oldest there is', () => {
  expect(lastGood([newer, older])).toBe(newer);
  expect(lastGood([newer, older], 2000)).toBe(newer);
  expect(lastGood([newer, older], 1999)).toBe(older);
  expect(lastGood([newer, older], 10)).toBe(older);
  expect(lastGood([], 10)).toBeUndefined();
});
