import { expect, test } from 'vitest';
import { SharedAxis } from './shared-axis.ts';

const axisUpTo = (newest: number) =>
  new SharedAxis(
    () => newest,
    () => () => undefined,
  );

test('without a zoom everything is shown, and the first thousand of an empty run', () => {
  expect(axisUpTo(0).view).toEqual({ from: 0, to: 1000 });
  expect(axisUpTo(50_000).view).toEqual({ from: 0, to: 50_000 });
});

test('a look stays within what there is, and is never too close', () => {
  const axis = axisUpTo(50_000);
  axis.lookAt({ from: 10_000, to: 20_000 });
  expect(axis.view).toEqual({ from: 10_000, to: 20_000 });
  axis.lookAt({ from: 45_000, to: 60_000 });
  expect(axis.view).toEqual({ from: 35_000, to: 50_000 });
  axis.lookAt({ from: 100, to: 101 });
  expect(axis.view).toEqual({ from: 100, to: 164 });
  axis.lookAt({ from: -10, to: 50_001 });
  expect(axis.zoom.get()).toBeUndefined();
});

test('it widens and narrows around its middle, and moves when it is zoomed', () => {
  const axis = axisUpTo(50_000);
  axis.pan(0.5);
  expect(axis.zoom.get()).toBeUndefined();
  axis.scale(0.5);
  expect(axis.view).toEqual({ from: 12_500, to: 37_500 });
  axis.pan(0.25);
  expect(axis.view).toEqual({ from: 18_750, to: 43_750 });
  axis.pan(10);
  expect(axis.view).toEqual({ from: 25_000, to: 50_000 });
  axis.scale(2);
  expect(axis.zoom.get()).toBeUndefined();
});

test('whoever listens hears of every change of the look', () => {
  const axis = axisUpTo(50_000);
  let heard = 0;
  const end = axis.onLook(() => {
    heard += 1;
  });
  axis.lookAt({ from: 0, to: 100 });
  axis.smoothing.set(0.1);
  axis.lookedAt.set(5);
  end();
  axis.zoom.set(undefined);
  expect(heard).toBe(3);
});
