import { type RandomStream, randomStream } from '../../protocol/random.ts';
import { type Features, takeRows } from './features.ts';

export interface Interval {
  low: number;
  high: number;
}

/**
 * 95 % interval of a statistic of two sets: how far its values on random halves of both are spread. Halves drawn without
 * repeats vary as much as the whole varies from one sample to the next (Shao & Wu 1989, the delete-half jackknife), and
 * what half as many rows shift, such as FID, shifts all halves alike.
 */
export function halfSampleInterval(
  value: number,
  statistic: (reals: Features, fakes: Features) => number,
  reals: Features,
  fakes: Features,
  onSample?: (done: number, total: number) => void,
): Interval {
  const random = randomStream(0, 'half-samples', 0);
  const values = Array.from({ length: samples }, (_, done) => {
    onSample?.(done, samples);
    return statistic(
      takeRows(reals, randomHalf(reals.count, random)),
      takeRows(fakes, randomHalf(fakes.count, random)),
    );
  });
  return around(value, standardDeviation(values));
}

/** Enough for a standard deviation that is right to a sixth. */
const samples = 20;

/** 95 % interval of a mean of independent values. */
export const meanInterval = (values: readonly number[]): { value: number } & Interval => {
  const value = values.reduce((sum, each) => sum + each, 0) / values.length;
  return { value, ...around(value, standardDeviation(values) / Math.sqrt(values.length)) };
};

/** Values for 95 % of a normal distribution lie within this many standard deviations. */
const normal95 = 1.96;

const around = (value: number, deviation: number): Interval => ({
  low: value - normal95 * deviation,
  high: value + normal95 * deviation,
});

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  return Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (values.length - 1));
}

/** Half of the numbers below `count`, without repeats (Fisher–Yates). */
function randomHalf(count: number, random: RandomStream): Uint32Array {
  return randomRows(count, Math.floor(count / 2), random);
}

export function randomRows(count: number, wanted: number, random: RandomStream): Uint32Array {
  const rows = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = 0; i < wanted; i++) {
    const j = i + random.below(count - i);
    [rows[i], rows[j]] = [rows[j], rows[i]];
  }
  return rows.subarray(0, wanted);
}
