/** A share of independent trials with its 95 % interval (Wilson 1927). */
export function shareInterval(hits: number, trials: number): { value: number; low: number; high: number } {
  const share = hits / trials;
  const z = normal95 ** 2 / trials;
  const middle = (share + z / 2) / (1 + z);
  const half = (normal95 / (1 + z)) * Math.sqrt((share * (1 - share) + z / 4) / trials);
  return { value: share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** Quantile of the normal distribution that leaves 2.5 % on each side. */
const normal95 = 1.959964;
