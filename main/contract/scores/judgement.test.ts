import { expect, it } from 'vitest';
import { RunScore, Score } from './scores.ts';

it('is nothing that a run can be scored by, whatever sends it', () => {
  const seenBy = (embedding: string) => ({ value: 0.1, n: 100, resizer: 'lanczos3', embedding });
  const scored = (embedding: string) => ({
    nimg: 1000,
    kid: seenBy(embedding),
    coverage: seenBy(embedding),
  });
  expect(RunScore.safeParse(scored('face')).success).toBe(true);
  expect(RunScore.safeParse(scored('judge')).success).toBe(false);
  expect(Score.safeParse(seenBy('judge')).success).toBe(false);
});
