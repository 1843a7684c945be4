import { expect, it } from 'vitest';
import { judge } from './judge.ts';

const pair = (isFirstLeft: boolean, choice?: 'left' | 'right' | 'skip') => ({ isFirstLeft, choice });

it('counts a choice for whoever stood on that side', () => {
  const pairs = [pair(true, 'left'), pair(false, 'right'), pair(true, 'right'), pair(false, 'left')];
  expect(judge(pairs)).toMatchObject({ firstWins: 2, secondWins: 2 });
});

it('reports the share of the judged pairs with its interval; skipped and open ones do not count', () => {
  const won = Array.from({ length: 8 }, () => pair(false, 'right'));
  const lost = Array.from({ length: 2 }, () => pair(false, 'left'));
  const result = judge([...won, ...lost, pair(true, 'skip'), pair(true)]);
  expect(result).toMatchObject({ firstWins: 8, secondWins: 2, skipped: 1, winRate: { value: 0.8, n: 10 } });
  // Agresti & Coull 1998: 8 of 10 lies between 0.490 and 0.943.
  expect(result.winRate).toMatchObject({ low: expect.closeTo(0.49, 3), high: expect.closeTo(0.943, 3) });
});

it('gives a reason and no number for too few', () => {
  expect(judge([pair(true, 'left'), pair(true, 'skip')]).winRate).toEqual({
    reason: 'Only 1 pairs were judged; a win rate needs 5 or more.',
  });
});
