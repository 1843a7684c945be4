import { expect, test, vi } from 'vitest';
import { stayAwake } from './stay-awake.ts';

test('the computer stays awake from the beginning of work to its end, once each', () => {
  let isWorking = false;
  let ids = 0;
  const blocker = { start: vi.fn(() => ids++), stop: vi.fn(() => true) };
  const look = stayAwake(() => isWorking, blocker);
  look();
  expect(blocker.start).not.toHaveBeenCalled();

  isWorking = true;
  look();
  look();
  // The display may sleep.
  expect(blocker.start.mock.calls).toEqual([['prevent-app-suspension']]);
  expect(blocker.stop).not.toHaveBeenCalled();

  isWorking = false;
  look();
  look();
  // The first blocker has the number 0, which is one like any other.
  expect(blocker.stop.mock.calls).toEqual([[0]]);

  isWorking = true;
  look();
  isWorking = false;
  look();
  expect(blocker.stop.mock.calls).toEqual([[0], [1]]);
});
