import { expect, it } from 'vitest';
import { against, copyVerdict, worstVerdict } from './near-copy.ts';

/** 1.01, 1.02, … 2.00: the median is 1.51. */
const unseen = Array.from({ length: 100 }, (_, i) => 1 + (i + 1) / 100);
const verdict = (distance: number, others: readonly number[] = unseen) =>
  copyVerdict(distance, against(distance, others));

it('sets a distance against those of unseen pictures', () => {
  expect(against(1.1, unseen)).toEqual({ usual: 1.51, nearer: 0.1 });
  expect(against(0, unseen)).toEqual({ usual: 1.51, nearer: 0 });
  expect(against(1.1, unseen.slice(0, 19))).toBeUndefined();
});

it('tells copies from what is merely close and from what is new', () => {
  expect([0, 0.75, 0.76, 1.05, 1.06, 3].map((distance) => verdict(distance))).toEqual([
    'copy',
    'copy',
    'close',
    'close',
    'new',
    'new',
  ]);
});

it('calls nothing a copy that unseen pictures often are as well, as in a set with duplicates', () => {
  const withDuplicates = [...unseen, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01];
  expect(verdict(0.02, withDuplicates)).toBe('new');
});

it('says nothing with too few unseen pictures', () => {
  expect(verdict(0, unseen.slice(0, 19))).toBe('unclear');
  expect(verdict(0, [])).toBe('unclear');
});

it('takes the gravest of two', () => {
  expect(worstVerdict(['new', 'copy'])).toBe('copy');
  expect(worstVerdict(['unclear', 'new'])).toBe('new');
  expect(worstVerdict([])).toBe('unclear');
});
