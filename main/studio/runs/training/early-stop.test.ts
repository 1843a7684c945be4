import { expect, it } from 'vitest';
import { earlyStop, offerToStop } from './early-stop.ts';

const scores = (...kids: number[]) =>
  kids.map((value, i) => {
    const score = { n: 128, resizer: 'none' };
    return {
      nimg: (i + 1) * 30_000,
      kid: { ...score, value, low: value - 0.02, high: value + 0.02 },
      coverage: { ...score, value: 0.5 },
    };
  });

it('offers to stop when there has been no new best for five scores', () => {
  expect(earlyStop([])).toBeUndefined();
  expect(earlyStop(scores(0.5, 0.4, 0.3, 0.2, 0.19, 0.18, 0.17))).toBeUndefined();
  expect(earlyStop(scores(0.5, 0.2, 0.21, 0.22, 0.21, 0.2))).toBeUndefined();
  const stop = earlyStop(scores(0.5, 0.2, 0.21, 0.22, 0.21, 0.205, 0.21));
  expect(stop).toMatchObject({ best: { nimg: 60_000 }, newest: { nimg: 210_000 }, isWorse: false });
});

it('says what is the best, and whether it became worse than chance explains', () => {
  const stop = earlyStop(scores(0.2, 0.25, 0.3, 0.35, 0.4, 0.45));
  expect(stop?.isWorse).toBe(true);
  expect(stop && offerToStop(stop)).toMatchObject({
    nimg: 180_000,
    condition: 'plateau',
    sentence: 'The faces have become worse since 30.0 kimg: KID was 0.200 then and is 0.450 now.',
    suggestion: expect.stringContaining('30.0 kimg'),
  });
});
