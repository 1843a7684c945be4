import { expect, it } from 'vitest';
import type { Pixels } from './pixels.ts';
import { cutCell, timelapseFrames } from './timelapse.ts';

const grid = (values: number[]): Pixels => ({
  ...{ width: 4, height: 2, channels: 1 as const },
  data: Uint8Array.from(values),
});
const [first, second] = [grid([0, 1, 2, 3, 4, 5, 6, 7]), grid([100, 101, 102, 103, 104, 105, 106, 107])];

it('shows every grid and fades from one into the next', () => {
  const frames = timelapseFrames([first, second], { count: 5, easing: 'linear', isLoop: false });
  expect(frames.map(({ data }) => data[0])).toEqual([0, 25, 50, 75, 100]);
  expect(frames.map(({ data }) => data[7])).toEqual([7, 32, 57, 82, 107]);
  const smooth = timelapseFrames([first, second], { count: 5, easing: 'smooth', isLoop: false });
  expect(smooth[1].data[0]).toBe(Math.round(100 * (3 * 0.25 ** 2 - 2 * 0.25 ** 3)));
});

it('comes back to the first grid in a loop', () => {
  const frames = timelapseFrames([first, second], { count: 4, easing: 'linear', isLoop: true });
  expect(frames.map(({ data }) => data[0])).toEqual([0, 50, 100, 50]);
});

it('cuts one face out of a grid, in colour too', () => {
  expect([...cutCell(first, 1, { rows: 1, columns: 2 }).data]).toEqual([2, 3, 6, 7]);
  expect([...cutCell(first, 5, { rows: 2, columns: 4 }).data]).toEqual([5]);
  const colour: Pixels = { width: 2, height: 1, channels: 3, data: Uint8Array.from([1, 2, 3, 4, 5, 6]) };
  expect([...cutCell(colour, 1, { rows: 1, columns: 2 }).data]).toEqual([4, 5, 6]);
});
