/** A seeded source of randomness with the draws that portraits need. */
export interface Prng {
  /** Uniform in [0, 1). */
  next(): number;
  range(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** Gaussian draw, clamped to three standard deviations so that no trait leaves its range by much. */
  normal(mean: number, deviation: number): number;
  pick<T>(items: readonly T[]): T;
  /** Picks an item with probability proportional to its weight. */
  weighted<T>(items: readonly T[], weightOf: (item: T) => number): T;
}

/** Makes a Prng whose whole sequence is decided by the given integers. */
export function createPrng(...seeds: readonly number[]): Prng {
  const next = sfc32(seeds);
  const normal = (mean: number, deviation: number): number => {
    // Box–Muller; 1 − u keeps the logarithm finite.
    const z = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    return mean + deviation * Math.max(-3, Math.min(3, z));
  };
  return {
    next,
    normal,
    range: (low, high) => low + (high - low) * next(),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)],
    weighted: (items, weightOf) => pickWeighted(items, items.map(weightOf), next()),
  };
}

function pickWeighted<T>(items: readonly T[], weights: readonly number[], uniform: number): T {
  let left = uniform * weights.reduce((sum, weight) => sum + weight, 0);
  const chosen = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  if (chosen < 0) throw new RangeError('weighted() needs at least one positive weight');
  return items[chosen];
}

/** Chris Doty-Humphrey's Small Fast Counter generator (PractRand), 32-bit words, 128 bits of state. */
function sfc32(seeds: readonly number[]): () => number {
  const state = [0x9e3779b9, 0x243f6a88, 0xb7e15162];
  seeds.forEach((seed, position) => {
    // Both halves of a large integer count; the position keeps (1, 2) apart from (2, 1).
    const words = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
    for (const word of words) {
      const slot = position % 3;
      state[slot] = Math.imul(state[slot] ^ word, 0x85ebca6b) + 0xc2b2ae35 + position;
    }
  });
  let [a = 0, b = 0, c = 0] = state;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 15; round++) next();
  return next;
}
