import { expect, it } from 'vitest';
import { randomStream } from '../../protocol/random.ts';
import { memorisation } from './memorisation.ts';
import { msSsim, scaleCount } from './ms-ssim.ts';
import { psnr } from './psnr.ts';
import { rankTest } from './rank-test.ts';
import { type GreyPicture, ssim } from './ssim.ts';

const noise = (name: string, count: number) => randomStream(5, name, 0).fillNormal(new Float32Array(count));

/** A smooth picture of waves, with some noise. */
function picture(side: number, sigma = 0): GreyPicture {
  const grain = noise('grain', side * side);
  return {
    side,
    values: Float32Array.from(
      { length: side * side },
      (_, i) => 128 + 60 * Math.sin(i / 5) * Math.cos(Math.floor(i / side) / 4) + sigma * grain[i],
    ),
  };
}

const flat = (side: number, value: number): GreyPicture => ({
  side,
  values: new Float32Array(side * side).fill(value),
});

it('computes SSIM of flat pictures as the formula has it', () => {
  const c1 = (0.01 * 255) ** 2;
  const expected = (2 * 100 * 150 + c1) / (100 ** 2 + 150 ** 2 + c1);
  expect(ssim(flat(32, 100), flat(32, 150))).toBeCloseTo(expected, 6);
});

it('agrees with an SSIM written straight from its definition', () => {
  const [a, b] = [picture(16), picture(16, 20)];
  const gauss = Array.from({ length: 11 }, (_, i) => Math.exp(-((i - 5) ** 2) / 4.5));
  const total = gauss.reduce((sum, w) => sum + w, 0) ** 2;
  let sum = 0;
  for (let top = 0; top < 6; top++) {
    for (let left = 0; left < 6; left++) {
      const points = gauss.flatMap((wy, y) =>
        gauss.map((wx, x) => ({ w: (wx * wy) / total, at: (top + y) * 16 + left + x })),
      );
      const mean = (p: GreyPicture) => points.reduce((s, { w, at }) => s + w * p.values[at], 0);
      const [ma, mb] = [mean(a), mean(b)];
      const cov = (p: GreyPicture, mp: number, q: GreyPicture, mq: number) =>
        points.reduce((s, { w, at }) => s + w * (p.values[at] - mp) * (q.values[at] - mq), 0);
      const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
      sum +=
        ((2 * ma * mb + c1) * (2 * cov(a, ma, b, mb) + c2)) /
        ((ma ** 2 + mb ** 2 + c1) * (cov(a, ma, a, ma) + cov(b, mb, b, mb) + c2));
    }
  }
  expect(ssim(a, b)).toBeCloseTo(sum / 36, 6);
});

it('ranks pictures by their noise, at every size', () => {
  for (const side of [28, 32, 64, 128]) {
    const ladder = [0, 5, 20, 60].map((sigma) => picture(side, sigma));
    for (const similarity of [ssim, msSsim]) {
      const values = ladder.map((each) => similarity(ladder[0], each));
      expect(values[0]).toBeCloseTo(1, 6);
      expect(values).toEqual(values.toSorted((x, y) => y - x));
    }
  }
  expect([28, 32, 64, 128, 256].map(scaleCount)).toEqual([2, 2, 3, 4, 5]);
});

it('gives PSNR in decibels', () => {
  expect(psnr([10, 20, 30], [11, 19, 31])).toBeCloseTo(20 * Math.log10(255), 10);
  expect(psnr([0], [255])).toBeCloseTo(0, 10);
  expect(psnr([7], [7])).toBe(Number.POSITIVE_INFINITY);
});

it('tests ranks as SciPy does', () => {
  // scipy.stats.mannwhitneyu(a, b, alternative='less', method='asymptotic')
  const a = [1.1, 2.5, 2.5, 3.0, 0.4, 5.2, 2.2, 1.9, 3.3, 0.9];
  const b = [2.5, 3.1, 4.4, 6.0, 2.9, 3.3, 1.2, 5.5, 4.8, 7.1, 2.0];
  expect(rankTest(a, b).share).toBeCloseTo(0.7681818181818182, 10);
  expect(rankTest(a, b).pValue).toBeCloseTo(0.02040566501778584, 6);
  expect(rankTest(b, a).pValue).toBeCloseTo(0.9828264984643013, 6);
  expect(rankTest([1, 1], [1, 1]).share).toBe(0.5);
  expect(rankTest([1, 1], [1, 1]).pValue).toBeCloseTo(0.5, 6);
});

it('tells copies from new pictures by their nearest training picture', () => {
  const distances = (name: string, scale: number) => [...noise(name, 100)].map((x) => scale * (5 + x));
  const unseen = distances('unseen', 1);
  const fresh = memorisation(distances('fresh', 1), unseen);
  expect(fresh.pValue).toBeGreaterThan(0.05);
  expect([fresh.low < 0.5, fresh.high > 0.5]).toEqual([true, true]);
  const copied = memorisation(distances('copied', 0.5), unseen);
  expect(copied.value).toBeGreaterThan(0.9);
  expect(copied.low).toBeGreaterThan(0.85);
  expect(copied.pValue).toBeLessThan(1e-6);
  expect(copied.fakeDistance).toBeLessThan(copied.heldOutDistance);
});
