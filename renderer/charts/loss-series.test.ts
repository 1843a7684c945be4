import { expect, test } from 'vitest';
import type { StepRow } from '../../main/contract/runs.ts';
import { LossSeries } from './loss-series.ts';

const row = (nimg: number, dLoss = nimg): StepRow => ({ nimg, dLoss, gLoss: 1, dReal: 0.5, dFake: 0.5 });
const rows = (count: number, value: (i: number) => number = (i) => i): StepRow[] =>
  Array.from({ length: count }, (_, i) => row((i + 1) * 32, value(i)));

test('rows that are known already are skipped', () => {
  const series = new LossSeries();
  series.append(rows(10));
  series.append(rows(12));
  expect(series.length).toBe(12);
  expect(series.newestNimg).toBe(12 * 32);
});

test('memory stays bounded and the whole run stays in view, evenly', () => {
  const series = new LossSeries(64);
  for (const some of rows(10_000)) series.append([some]);
  expect(series.length).toBeLessThanOrEqual(64);
  const points = series.extremes('dLoss', 1000);
  expect(points.at(-1)?.x).toBeGreaterThan(9_600 * 32);
  expect(points[0]?.x).toBeLessThan(400 * 32);
  const xs = points.map(({ x }) => x);
  const steps = xs.slice(1).map((x, i) => x - (xs[i] ?? 0));
  expect(Math.max(...steps)).toBe(Math.min(...steps));
});

test('decimation keeps every spike, in order, with at most two points a bucket', () => {
  const series = new LossSeries();
  series.append(rows(100_000, (i) => (i === 54_321 ? 99 : i === 77_777 ? -5 : 1)));
  const points = series.extremes('dLoss', 400);
  expect(points.length).toBeLessThanOrEqual(2 * 401);
  expect(points).toContainEqual({ x: 54_322 * 32, y: 99 });
  expect(points).toContainEqual({ x: 77_778 * 32, y: -5 });
  const xs = points.map(({ x }) => x);
  expect(xs).toEqual(xs.toSorted((a, b) => a - b));
});

test('a constant has itself as trend, from the first point on', () => {
  const series = new LossSeries();
  series.append(rows(5000, () => 2));
  const trend = series.trend('dLoss', 100);
  expect(trend.length).toBeLessThanOrEqual(101);
  for (const { y } of trend) expect(y).toBeCloseTo(2, 6);
});

test('the trend follows a step from one level to another', () => {
  const series = new LossSeries();
  series.append(rows(10_000, (i) => (i < 5000 ? 0 : 1)));
  const trend = series.trend('dLoss', 100);
  expect(trend[45]?.y).toBeCloseTo(0, 6);
  expect(trend.at(-1)?.y).toBeGreaterThan(0.99);
});

test('a run that goes back forgets what came after', () => {
  const series = new LossSeries();
  series.append(rows(10));
  series.truncateAfter(5 * 32);
  expect(series.newestNimg).toBe(5 * 32);
  series.append([row(6 * 32, 42)]);
  expect(series.extremes('dLoss', 100).at(-1)).toEqual({ x: 6 * 32, y: 42 });
});

test('an empty series draws nothing', () => {
  const series = new LossSeries();
  expect(series.extremes('gLoss', 100)).toEqual([]);
  expect(series.trend('gLoss', 100)).toEqual([]);
});
