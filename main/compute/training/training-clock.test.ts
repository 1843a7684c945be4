import { expect, it } from 'vitest';
import { TrainingClock } from './training-clock.ts';

it('stands still until the loop begins, and goes on from before', () => {
  const clock = new TrainingClock(40);
  expect(clock.read(1000)).toBe(40);
  clock.start(5000);
  expect(clock.read(8000)).toBe(43);
});

it('goes back with a training, before the loop and in it', () => {
  const clock = new TrainingClock(40);
  clock.set(10, 2000);
  expect(clock.read(3000)).toBe(10);
  clock.start(3000);
  clock.set(30, 9000);
  expect(clock.read(9500)).toBe(30.5);
});
