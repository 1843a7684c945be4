import { expect, it } from 'vitest';
import { smallConfig } from '../testing/small-runs.ts';
import { secondOpinion } from './second-opinion.ts';

const config = smallConfig('draft-32');
const wrong = { part: 'the gradient', share: 0.03, how: 'is wrong' } as const;

/** A comparison that goes as said, one draw after the other. */
function compared(...isWrong: boolean[]) {
  const seeds: number[] = [];
  const compare = async ({ seed }: { seed: number }) => {
    const fails = isWrong[seeds.push(seed) - 1];
    return fails ? { worstShare: 0.03, wrong } : { worstShare: 1e-3 };
  };
  return { seeds, compare };
}

it('asks once when the first draw is right', async () => {
  const { seeds, compare } = compared(false);
  expect(await secondOpinion(config, compare)).toEqual({ worstShare: 1e-3 });
  expect(seeds).toEqual([config.seed]);
});

it('lets a right engine pass after an unlucky draw, by another seed', async () => {
  const { seeds, compare } = compared(true, false);
  expect(await secondOpinion(config, compare)).toEqual({ worstShare: 1e-3 });
  expect(new Set(seeds).size).toBe(2);
});

it('calls an engine wrong that is in both draws, and asks no third time', async () => {
  const { seeds, compare } = compared(true, true);
  expect(await secondOpinion(config, compare)).toMatchObject({ wrong });
  expect(seeds).toHaveLength(2);
});
