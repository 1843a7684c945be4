// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { labelKeys, matchesKeys } from './keys.ts';

const press = (code: string, modifiers: KeyboardEventInit = {}) =>
  new KeyboardEvent('keydown', { code, ...modifiers });

test('mod is ⌘ on macOS and Ctrl elsewhere', () => {
  expect(matchesKeys('mod+K', press('KeyK', { ctrlKey: true }), false)).toBe(true);
  expect(matchesKeys('mod+K', press('KeyK', { ctrlKey: true }), true)).toBe(false);
  expect(matchesKeys('mod+K', press('KeyK', { metaKey: true }), true)).toBe(true);
});

test('all modifiers must be exactly right', () => {
  const controlShiftO = press('KeyO', { ctrlKey: true, shiftKey: true });
  expect(matchesKeys('mod+shift+O', controlShiftO, false)).toBe(true);
  expect(matchesKeys('mod+O', controlShiftO, false)).toBe(false);
  expect(matchesKeys('mod+alt+1', press('Digit1', { ctrlKey: true, altKey: true }), false)).toBe(true);
  expect(matchesKeys('mod+alt+1', press('Digit1', { ctrlKey: true }), false)).toBe(false);
});

test('labels read as the keyboard does', () => {
  expect(labelKeys('mod+alt+P', false)).toBe('Ctrl+Alt+P');
  expect(labelKeys('mod+alt+P', true)).toBe('⌥⌘P');
});
