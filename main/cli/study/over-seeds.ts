/** A mean over runs that differ in their seed alone. */
export interface OverSeeds {
  mean: number;
  /** Ends of the 95 % interval of the mean; absent with one seed, which says nothing about chance. */
  low?: number;
  high?: number;
  seeds: number;
}

/** The mean with its interval by Student's t, which is wide where seeds are few; undefined of no values. */
export function overSeeds(values: readonly number[]): OverSeeds | undefined {
  const seeds = values.length;
  if (seeds === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / seeds;
  if (seeds === 1) return { mean, seeds };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (seeds - 1);
  const half =
    (student95[Math.min(seeds - 2, student95.length - 1)] ?? Number.NaN) * Math.sqrt(variance / seeds);
  return { mean, low: mean - half, high: mean + half, seeds };
}

/** Quantiles of Student's distribution that leave 2.5 % on each side, for 1 to 19 degrees of freedom. */
const student95 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093,
];
