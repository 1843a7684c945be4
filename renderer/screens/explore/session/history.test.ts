import { expect, test } from 'vitest';
import {
  addStep,
  canRedo,
  canUndo,
  goTo,
  redo,
  shownStep,
  startHistory,
  undo,
  withPicture,
} from './history.ts';

const labels = (history: ReturnType<typeof startHistory<number>>) => history.steps.map(({ label }) => label);

test('undo and redo go along the steps and stop at both ends', () => {
  const start = startHistory(0, 'start');
  expect([canUndo(start), canRedo(start), undo(start)]).toEqual([false, false, start]);
  const two = addStep(addStep(start, 1, 'one'), 2, 'two');
  expect(shownStep(two).state).toBe(2);
  expect(shownStep(undo(two)).state).toBe(1);
  expect(shownStep(redo(undo(undo(two)))).state).toBe(1);
  expect(redo(two)).toBe(two);
  expect(shownStep(goTo(two, 0)).state).toBe(0);
  expect(goTo(two, 9)).toBe(two);
});

test('a step after an undo takes the place of what had been undone', () => {
  const history = addStep(undo(addStep(startHistory(0, 'start'), 1, 'one')), 2, 'two');
  expect(labels(history)).toEqual(['start', 'two']);
  expect(canRedo(history)).toBe(false);
});

test('steps of one series merge, those of none never', () => {
  const once = addStep(startHistory(0, 'start'), 1, 'Walk', 'keys');
  const twice = addStep(once, 2, 'Walk', 'keys');
  expect(twice.steps.map(({ state }) => state)).toEqual([0, 2]);
  const dragged = addStep(addStep(twice, 3, 'Walk'), 4, 'Walk');
  expect(dragged.steps.map(({ state }) => state)).toEqual([0, 2, 3, 4]);
  expect(addStep(undo(twice), 5, 'Walk', 'keys').steps.map(({ state }) => state)).toEqual([0, 5]);
  expect(new Set(dragged.steps.map(({ id }) => id)).size).toBe(4);
});

test('a hundred steps are kept, and ids stay unique', () => {
  let history = startHistory(0, 'start');
  for (let i = 1; i <= 150; i++) history = addStep(history, i, `${i}`);
  expect(history.steps).toHaveLength(100);
  expect(history.steps[0].state).toBe(51);
  expect(shownStep(history).state).toBe(150);
  expect(new Set(history.steps.map(({ id }) => id)).size).toBe(100);
});

test('a picture comes to its own step, also when another is shown by then', () => {
  const history = undo(addStep(startHistory(0, 'start'), 1, 'one'));
  const late = history.steps[1]?.id ?? -1;
  const drawn = withPicture(history, late, 'data:one');
  expect(drawn.steps.map(({ picture }) => picture)).toEqual([undefined, 'data:one']);
  expect(withPicture(drawn, 77, 'data:gone')).toBe(drawn);
});
