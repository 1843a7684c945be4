import { describe, expect, it } from 'vitest';
import { randomStream } from './random.ts';
import { seededLatents } from './seeded-latents.ts';

describe('randomStream', () => {
  const draw = (seed: number, name: string, step: number) =>
    randomStream(seed, name, step).fillNormal(new Float32Array(64));

  it('repeats itself for the same seed, name and step, and for nothing else', () => {
    expect(draw(42, 'z', 7)).toEqual(draw(42, 'z', 7));
    const others = [draw(43, 'z', 7), draw(42, 'y', 7), draw(42, 'z', 8), draw(42, 'z', 7 + 2 ** 32)];
    for (const other of others) expect(other).not.toEqual(draw(42, 'z', 7));
  });

  it('is standard normal over many streams: mean, variance and tails', () => {
    const values = Array.from({ length: 2000 }, (_, step) => [...draw(1, 'z', step)]).flat();
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const beyondTwo = values.filter((value) => Math.abs(value) > 2).length / values.length;
    // Five standard errors of 128,000 draws.
    expect(Math.abs(mean)).toBeLessThan(0.014);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.003);
  });

  it('spreads integers evenly', () => {
    const random = randomStream(3, 'dice', 0);
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) counts[random.below(6)] += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('gives latent i whatever else is drawn with it', () => {
    const all = seededLatents(42, 0, 10, 16);
    expect(seededLatents(42, 3, 2, 16)).toEqual(all.subarray(48, 80));
  });
});
