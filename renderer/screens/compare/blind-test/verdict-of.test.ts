import { expect, test } from 'vitest';
import type { BlindResult } from '../../../../main/contract/compare/blind-tests.ts';
import { ModelId } from '../../../../main/contract/ids.ts';
import { shareInterval } from '../../../../main/contract/scores/share-interval.ts';
import { verdictOf } from './verdict-of.ts';

const side = (name: string) => ({ from: { kind: 'model' as const, id: ModelId.parse('m') }, name, nimg: 1 });
const result = (firstWins: number, n: number): BlindResult => ({
  first: side('A'),
  second: side('B'),
  firstWins,
  secondWins: n - firstWins,
  skipped: 0,
  winRate: { ...shareInterval(firstWins, n), n },
});

test('a preference is only named where the interval leaves out one half', () => {
  expect(verdictOf(result(25, 30))).toBe('A is preferred to B.');
  expect(verdictOf(result(5, 30))).toBe('B is preferred to A.');
  expect(verdictOf(result(17, 30))).toMatch(/^No clear preference/);
  expect(verdictOf({ ...result(1, 1), winRate: { reason: 'Too few.' } })).toBe('Too few.');
});
