import { describe, expect, it } from 'vitest';
import { createPrng } from './prng.ts';

describe('createPrng', () => {
  it('repeats itself for the same seeds and differs for others, their order and their high words', () => {
    const head = (...seeds: number[]): number[] => {
      const prng = createPrng(...seeds);
      return [prng.next(), prng.next()];
    };
    expect(head(1, 2)).toEqual(head(1, 2));
    const firsts = [head(1, 2), head(2, 1), head(1, 3), head(1), head(1 + 2 ** 40, 2), head(0), head(0, 0)];
    expect(new Set(firsts.map(String)).size).toBe(firsts.length);
  });

  it('draws evenly', () => {
    const prng = createPrng(5);
    const bins = new Array<number>(10).fill(0);
    for (let i = 0; i < 20_000; i++) bins[Math.floor(prng.next() * 10)] += 1;
    for (const count of bins) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('is not alike for neighbouring seeds', () => {
    const firsts = Array.from({ length: 4000 }, (_, index) => createPrng(7, index).next());
    const mean = firsts.reduce((a, b) => a + b, 0) / firsts.length;
    const lag = firsts.slice(1).reduce((sum, value, i) => sum + (value - mean) * (firsts[i] - mean), 0);
    expect(mean).toBeCloseTo(0.5, 1);
    expect(Math.abs(lag / firsts.length / (1 / 12))).toBeLessThan(0.06);
  });

  it('keeps a normal draw within three deviations around its mean', () => {
    const prng = createPrng(6);
    const draws = Array.from({ length: 5000 }, () => prng.normal(10, 2));
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(4);
    expect(Math.max(...draws)).toBeLessThanOrEqual(16);
    expect(draws.reduce((a, b) => a + b, 0) / draws.length).toBeCloseTo(10, 0);
  });

  it('picks by weight and never what weighs nothing', () => {
    const prng = createPrng(8);
    const weights: Record<string, number> = { often: 3, seldom: 1, never: 0 };
    const counts: Record<string, number> = { often: 0, seldom: 0, never: 0 };
    for (let i = 0; i < 4000; i++) counts[prng.weighted(Object.keys(weights), (name) => weights[name])] += 1;
    expect(counts['never']).toBe(0);
    expect(counts['often'] / counts['seldom']).toBeCloseTo(3, 0);
    expect(() => prng.weighted(['a'], () => 0)).toThrow(RangeError);
  });
});
