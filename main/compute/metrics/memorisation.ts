import { median } from '../../contract/scores/median.ts';
import { type Interval, meanInterval } from './half-samples.ts';
import { rankTest } from './rank-test.ts';

export interface Memorisation extends Interval {
  /** Share of pairs (fake, held-out) in which the fake is nearer to a training picture. */
  value: number;
  pValue: number;
  fakeDistance: number;
  heldOutDistance: number;
}

/** Fewer held-out pictures say nothing about how near an unseen one is. */
export const fewestHeldOut = 20;

/**
 * Whether generated pictures are nearer to training pictures than unseen ones are, from the distances of both to their
 * nearest training picture (Meehan et al. 2020, §3: a Mann–Whitney U). Quality scores do not see copies; this does.
 */
export function memorisation(
  fakeDistances: readonly number[],
  heldOutDistances: readonly number[],
): Memorisation {
  const { share, pValue } = rankTest(fakeDistances, heldOutDistances);
  return {
    value: share,
    ...shareOfPairsInterval(share, fakeDistances, heldOutDistances),
    pValue,
    fakeDistance: median(fakeDistances),
    heldOutDistance: median(heldOutDistances),
  };
}

/** 95 % interval of the share, from how it varies over the rows of each side (DeLong et al. 1988, eq. 5). */
function shareOfPairsInterval(share: number, a: readonly number[], b: readonly number[]): Interval {
  const half = (values: readonly number[]) => {
    const { low, high } = meanInterval(values);
    return (high - low) / 2;
  };
  const wins = (x: number, y: number) => (x < y ? 1 : x === y ? 0.5 : 0);
  const ofA = a.map((x) => b.reduce((sum, y) => sum + wins(x, y), 0) / b.length);
  const ofB = b.map((y) => a.reduce((sum, x) => sum + wins(x, y), 0) / a.length);
  const width = Math.hypot(half(ofA), half(ofB));
  return { low: Math.max(0, share - width), high: Math.min(1, share + width) };
}
