// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { Score } from '../../../main/contract/scores/scores.ts';
import { bestKid } from './evaluations.ts';

const measured = (value: number): { kid: Score } => ({ kid: { value, n: 500, resizer: 'lanczos3' } });
const refused: { kid: Score } = { kid: { reason: 'Too few pictures.' } };

test('the best KID is the lowest that could be computed', () => {
  expect(bestKid([measured(0.3), refused, measured(-0.01), measured(0.2)])?.value).toBe(-0.01);
  expect(bestKid([refused])).toBeUndefined();
  expect(bestKid([])).toBeUndefined();
});
