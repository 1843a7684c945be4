import { expect, test } from 'vitest';
import { togglePress } from './selection.ts';

const order = ['a', 'b', 'c', 'd'];

test('a press turns one over', () => {
  expect([...togglePress(order, new Set(['a']), 1, undefined)]).toEqual(['a', 'b']);
  expect([...togglePress(order, new Set(['a', 'b']), 1, undefined)]).toEqual(['a']);
});

test('a range press adds everything since the last one, in both directions', () => {
  expect([...togglePress(order, new Set(['b']), 3, 1)]).toEqual(['b', 'c', 'd']);
  expect([...togglePress(order, new Set(['d']), 0, 3)].sort()).toEqual(order);
});

test('a press beside the list changes nothing', () => {
  expect([...togglePress(order, new Set(['a']), 9, undefined)]).toEqual(['a']);
});
