import { type BlindResult, fewestJudged } from '../../../contract/compare/blind-tests.ts';
import { shareInterval } from '../../../contract/scores/share-interval.ts';
import type { StoredPair } from './blind-test-store.ts';

/** What the answers come to: how often the first was preferred among the pairs that were judged. */
export function judge(
  pairs: readonly Pick<StoredPair, 'isFirstLeft' | 'choice'>[],
): Omit<BlindResult, 'first' | 'second'> {
  const judged = pairs.filter(({ choice }) => choice === 'left' || choice === 'right');
  const n = judged.length;
  const firstWins = judged.filter(({ choice, isFirstLeft }) => (choice === 'left') === isFirstLeft).length;
  return {
    firstWins,
    secondWins: n - firstWins,
    skipped: pairs.filter(({ choice }) => choice === 'skip').length,
    winRate:
      n < fewestJudged
        ? { reason: `Only ${n} pairs were judged; a win rate needs ${fewestJudged} or more.` }
        : { ...shareInterval(firstWins, n), n },
  };
}
