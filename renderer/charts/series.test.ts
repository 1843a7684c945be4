import { expect, test } from 'vitest';
import { Series, type SeriesRow } from './series.ts';

type Column = 'loss' | 'seldom';
const names = ['loss', 'seldom'] as const;
const batch = 32;

const row = (i: number, loss = i): SeriesRow<Column> => ({
  nimg: (i + 1) * batch,
  steps: 1,
  mean: { loss, seldom: i % 16 === 0 ? loss : undefined },
});
const rows = (count: number, value: (i: number) => number = (i) => i) =>
  Array.from({ length: count }, (_, i) => row(i, value(i)));
const whole = (series: Series<Column>) => ({ from: 0, to: series.newestNimg });
const ys = (points: readonly { y: number }[]) => points.map(({ y }) => y);

test('rows that are known already are skipped', () => {
  const series = new Series(names);
  series.append(rows(10));
  series.append(rows(12));
  expect(series.length).toBe(12);
  expect(series.newestNimg).toBe(12 * batch);
});

test('a day of ten steps a second stays bounded, with every spike, mean and extreme', () => {
  const count = 864_000;
  const spikes = new Map([
    [3, -50],
    [432_101, 99],
    [863_900, 77],
  ]);
  const series = new Series(names);
  const bytes = series.byteLength;
  for (let i = 0; i < count; i += 1) series.append([row(i, spikes.get(i) ?? Math.sin(i))]);
  expect(series.length).toBeLessThanOrEqual(32_768);
  expect(series.length).toBeGreaterThan(16_384 - 1);
  expect(series.byteLength).toBe(bytes);

  const points = series.column('loss').extremes(whole(series), 800);
  expect(points.length).toBeLessThanOrEqual(2 * 802);
  for (const [i, y] of spikes) {
    const spike = points.find((point) => point.y === y);
    expect(Math.abs((spike?.x ?? 0) - i * batch)).toBeLessThanOrEqual(64 * batch);
  }
  expect(Math.min(...ys(points).filter((y) => y > -50))).toBeGreaterThanOrEqual(-1);
  const xs = points.map(({ x }) => x);
  expect(xs).toEqual(xs.toSorted((a, b) => a - b));
  expect(points.at(-1)?.x).toBeGreaterThan((count - 64) * batch);

  const trend = ys(series.column('loss').trend(whole(series), 800, 0.05)).slice(100);
  expect(Math.max(...trend.map(Math.abs))).toBeLessThan(0.05);
  expect(series.isCoarse(whole(series))).toBe(true);
});

test('points are spread evenly however often they were put together', () => {
  const series = new Series(names, { capacity: 64 });
  for (const some of rows(10_000)) series.append([some]);
  expect(series.length).toBeLessThanOrEqual(64);
  const xs = series
    .column('loss')
    .extremes(whole(series), 1000)
    .map(({ x }) => x);
  const distinct = [...new Set(xs)];
  const steps = distinct.slice(1).map((x, i) => x - distinct[i]);
  expect(Math.max(...steps)).toBe(Math.min(...steps));
});

test('what was put together already keeps its weight and stays as it is until the rest is as coarse', () => {
  const series = new Series(names, { capacity: 64 });
  const spans = Array.from({ length: 20 }, (_, i) => ({
    nimg: (i + 1) * 100 * batch,
    steps: 100,
    mean: { loss: 5 },
    low: { loss: -1 },
    high: { loss: 11 },
  }));
  series.append(spans);
  for (let i = 2000; i < 3000; i += 1) series.append([row(i, 1)]);
  const old = series.column('loss').extremes({ from: 0, to: 2000 * batch }, 1000);
  expect(old.filter(({ x }) => x <= 2000 * batch)).toHaveLength(2 * 20);
  expect([Math.min(...ys(old)), Math.max(...ys(old))]).toEqual([-1, 11]);
  const means = ys(series.column('loss').trend(whole(series), 1, 0));
  expect(series.column('loss').trend({ from: 0, to: 2000 * batch }, 20, 0)[3]).toEqual({
    x: 400 * batch,
    y: 5,
  });
  expect(means[0]).toBeGreaterThan(1);
});

test('a number that seldom comes keeps its mean and extremes, and is not drawn where there is none', () => {
  const series = new Series(names, { capacity: 256 });
  for (const some of rows(5000, (i) => (i === 160 ? 9 : 1))) series.append([some]);
  const view = whole(series);
  const points = series.column('seldom').extremes(view, 500);
  expect(Math.max(...ys(points))).toBe(9);
  const means = series.column('seldom').trend(view, 500, 0);
  expect(ys(means).every((y) => y === 1 || (y > 1 && y <= 9))).toBe(true);
  expect(ys(means).filter((y) => y > 1)).toHaveLength(1);
  const none = new Series(names);
  none.append([{ nimg: 32, steps: 1, mean: { loss: 1 } }]);
  expect(none.column('seldom').extremes(view, 10)).toEqual([]);
  expect(none.column('seldom').trend(view, 10, 0.1)).toEqual([]);
});

test('a view holds its own points and one neighbour on each side', () => {
  const series = new Series(names);
  series.append(rows(1000));
  const view = { from: 100 * batch, to: 200 * batch };
  const xs = series
    .column('loss')
    .extremes(view, 1000)
    .map(({ x }) => x / batch);
  expect([xs[0], xs.at(-1)]).toEqual([100, 201]);
  expect(series.isCoarse(view)).toBe(false);
});

test('a constant has itself as trend, from the first point on, in a view as well', () => {
  const series = new Series(names);
  series.append(rows(5000, () => 2));
  for (const view of [whole(series), { from: 1000 * batch, to: 1500 * batch }])
    for (const memory of [0, 0.02, 0.2]) {
      const trend = series.column('loss').trend(view, 100, memory);
      expect(trend.length).toBeLessThanOrEqual(102);
      for (const { y } of trend) expect(y).toBeCloseTo(2, 6);
    }
});

test('the trend follows a step from one level to another, as an exponential of its memory', () => {
  const series = new Series(names);
  series.append(rows(10_000, (i) => (i < 5000 ? 0 : 1)));
  const trend = series.column('loss').trend(whole(series), 100, 0.02);
  expect(trend[45]?.y).toBeCloseTo(0, 6);
  expect(trend[51]?.y).toBeCloseTo(1 - Math.exp(-1), 1);
  expect(trend.at(-1)?.y).toBeGreaterThan(0.99);
});

test('without memory the trend is the mean of each bucket', () => {
  const series = new Series(names);
  series.append(rows(100));
  const trend = series.column('loss').trend({ from: batch / 2, to: 100 * batch + batch / 2 }, 10, 0);
  expect(ys(trend)).toEqual([4.5, 14.5, 24.5, 34.5, 44.5, 54.5, 64.5, 74.5, 84.5, 94.5]);
});

test('a run that goes back forgets what came after', () => {
  const series = new Series(names);
  series.append(rows(10));
  series.truncateAfter(5 * batch);
  expect(series.newestNimg).toBe(5 * batch);
  series.append([row(5, 42)]);
  expect(series.column('loss').extremes(whole(series), 100).at(-1)).toEqual({ x: 6 * batch, y: 42 });
});

test('an empty series draws nothing', () => {
  const column = new Series(names).column('loss');
  expect(column.extremes({ from: 0, to: 1000 }, 100)).toEqual([]);
  expect(column.trend({ from: 0, to: 1000 }, 100, 0.02)).toEqual([]);
});
