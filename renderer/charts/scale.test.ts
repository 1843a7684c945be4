import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatTick, linearTicks, logTicks, placeOnAxis, valueRange } from './scale.ts';

const line = (ys: readonly number[], trend = ys) => ({
  extremes: ys.map((y, x) => ({ x, y })),
  trend: trend.map((y, x) => ({ x, y })),
});
const linear = { scale: 'linear', unit: '' } as const;
const log = { scale: 'log', unit: '' } as const;

test('ticks are round, inside the range, and neither too many nor too few', () => {
  expect(linearTicks({ min: 0, max: 1 }, 5)).toEqual([0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
  expect(linearTicks({ min: 0, max: 12_400 }, 7)).toEqual([0, 2000, 4000, 6000, 8000, 10_000, 12_000]);
  expect(linearTicks({ min: -3, max: 4 }, 4)).toEqual([-2, 0, 2, 4]);
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e7, noNaN: true }),
      fc.integer({ min: 3, max: 9 }),
      (min, width, count) => {
        const ticks = linearTicks({ min, max: min + width }, count);
        expect(ticks.length).toBeLessThanOrEqual(count + 1);
        expect(ticks.length).toBeGreaterThanOrEqual(Math.floor(count / 2.5));
      },
    ),
  );
});

test('a logarithmic axis has its lines at powers of ten', () => {
  expect(logTicks({ min: 0.01, max: 100 }, 6)).toEqual([0.01, 0.1, 1, 10, 100]);
  expect(logTicks({ min: 1e-6, max: 1e2 }, 5)).toEqual([1e-6, 1e-4, 1e-2, 1, 100]);
  const range = valueRange([line([0.02, 0.5, 30])], log);
  expect(range).toEqual({ min: 0.01, max: 100 });
  expect(placeOnAxis(1, range, 'log')).toBeCloseTo(0.5);
});

test('the range holds zero and the trends, and lets single spikes run out of it', () => {
  const calm = Array.from({ length: 100 }, () => 1);
  const { min, max } = valueRange([line([...calm, 500], calm)], linear);
  expect(min).toBe(0);
  expect(max).toBeGreaterThan(1);
  expect(max).toBeLessThan(2);
  const both = valueRange([line([-4, -3]), line([2, 3])], linear);
  expect(both.min).toBeLessThanOrEqual(-4);
  expect(both.max).toBeGreaterThanOrEqual(3);
  expect(valueRange([line([0.2, 0.9])], { ...linear, max: 1 })).toEqual({ min: 0, max: 1 });
});

test('an empty chart has an axis all the same', () => {
  expect(valueRange([line([])], linear)).toEqual({ min: 0, max: 1 });
  expect(valueRange([line([0, 0])], linear)).toEqual({ min: 0, max: 1 });
  expect(valueRange([line([])], log)).toEqual({ min: 0.1, max: 10 });
});

test('values are written as short as they can be', () => {
  expect([0, 0.6000000000000001, -12, 1e-5, 2_000_000, 12_500].map(formatTick)).toEqual([
    '0',
    '0.6',
    '−12',
    '1e−5',
    '2e6',
    '12500',
  ]);
});
