import type { BlindResult } from '../../../../main/contract/compare/blind-tests.ts';

/** What a test shows, as one sentence; a preference only where the interval leaves out one half. */
export function verdictOf({ first, second, winRate }: BlindResult): string {
  if ('reason' in winRate) return winRate.reason;
  if (winRate.low > 0.5) return `${first.name} is preferred to ${second.name}.`;
  if (winRate.high < 0.5) return `${second.name} is preferred to ${first.name}.`;
  return `No clear preference between ${first.name} and ${second.name}: half and half lies within the interval.`;
}
