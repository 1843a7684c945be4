import { expect, test } from 'vitest';
import { Series } from '../../../charts/series.ts';
import { overTime, RunClock } from './run-clock.ts';

/** A thousand images in the first minute, three thousand in the second. */
const clock = new RunClock([
  { nimg: 4000, trainingSeconds: 120 },
  { nimg: 1000, trainingSeconds: 60 },
]);

test('a clock tells the time at any image and the image at any time, in thousandths of a minute', () => {
  for (const [nimg, time] of [
    [0, 0],
    [500, 500],
    [1000, 1000],
    [2500, 1500],
    [4000, 2000],
    [5500, 2500],
  ] as const) {
    expect(clock.timeAt(nimg)).toBeCloseTo(time, 9);
    expect(clock.nimgAt(time)).toBeCloseTo(nimg, 9);
  }
});

test('moments that go back are left out, and a run without any stands at its beginning', () => {
  const odd = new RunClock([
    { nimg: 1000, trainingSeconds: 60 },
    { nimg: 1500, trainingSeconds: 50 },
    { nimg: 2000, trainingSeconds: 120 },
  ]);
  expect(odd.timeAt(1500)).toBeCloseTo(1500, 9);
  expect(new RunClock([]).timeAt(1000)).toBe(0);
});

test('a column over time has its values where the run had come by then', () => {
  const series = new Series(['loss']);
  series.append([1000, 2500, 4000].map((nimg) => ({ nimg, steps: 1, mean: { loss: nimg / 1000 } })));
  const column = overTime(series.column('loss'), () => clock);
  const points = column.extremes({ from: 0, to: 2000 }, 100);
  expect(points.map(({ x }) => Math.round(x))).toEqual([1000, 1500, 2000]);
  expect(points.map(({ y }) => y)).toEqual([1, 2.5, 4]);
  expect(column.trend({ from: 1200, to: 1600 }, 10, 0).map(({ x }) => Math.round(x))).toContain(1500);
});
