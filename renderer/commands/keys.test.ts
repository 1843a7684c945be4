// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { commandCatalogue } from '../../main/contract/system/commands.ts';
import { altGrPresses, controlAltPresses } from '../testing/recorded-presses.ts';
import { isComposing, type KeyPress, labelKeys, matchesKeys, writesWithAltGr } from './keys.ts';

type Held = Partial<Omit<KeyPress, 'key' | 'code' | 'getModifierState'>> & { isAltGraph?: boolean };

/** A press of one key with what is held: what is read of a KeyboardEvent, which stand-ins for browsers make badly. */
function press(key: string, code: string, { isAltGraph = false, ...held }: Held = {}): KeyPress {
  return {
    ...{ key, code, keyCode: 0, isComposing: false },
    ...{ ctrlKey: false, altKey: false, shiftKey: false, metaKey: false },
    ...held,
    getModifierState: (name) => name === 'AltGraph' && isAltGraph,
  };
}

const controlAlt = { ctrlKey: true, altKey: true };
const optionCommand = { metaKey: true, altKey: true };
const altGr = { isAltGraph: true };

/** Ids of the commands that a press would run; never more than one. */
const commandsOf = (event: KeyPress, platform: 'mac' | 'windows' | 'other') =>
  commandCatalogue
    .filter((command) => 'keys' in command && matchesKeys(command.keys, event, platform))
    .map(({ id }) => id);

test('mod is ⌘ on macOS and Ctrl elsewhere', () => {
  expect(matchesKeys('mod+K', press('k', 'KeyK', { ctrlKey: true }), 'other')).toBe(true);
  expect(matchesKeys('mod+K', press('k', 'KeyK', { ctrlKey: true }), 'mac')).toBe(false);
  expect(matchesKeys('mod+K', press('k', 'KeyK', { metaKey: true }), 'mac')).toBe(true);
  expect(matchesKeys('mod+K', press('K', 'KeyK', { ctrlKey: true }), 'other')).toBe(true);
});

test('all modifiers must be exactly right', () => {
  const controlShiftO = press('O', 'KeyO', { ctrlKey: true, shiftKey: true });
  expect(matchesKeys('mod+shift+O', controlShiftO, 'other')).toBe(true);
  expect(matchesKeys('mod+O', controlShiftO, 'other')).toBe(false);
  expect(matchesKeys('mod+alt+1', press('1', 'Digit1', controlAlt), 'other')).toBe(true);
  expect(matchesKeys('mod+alt+1', press('1', 'Digit1', { ctrlKey: true }), 'other')).toBe(false);
  expect(matchesKeys('Escape', press('Escape', 'Escape'), 'other')).toBe(true);
  expect(matchesKeys('Escape', press('Escape', 'Escape', { altKey: true }), 'other')).toBe(false);
});

describe('letters are those that are printed on the key', () => {
  const printed = Object.entries(controlAltPresses).flatMap(([layout, presses]) =>
    presses.filter(({ key }) => /^[a-z]$/.test(key)).map((one) => ({ layout, ...one })),
  );

  test.each(printed)('$layout: $key on $code', ({ key, code, keyCode }) => {
    const event = press(key, code, { keyCode, ...controlAlt });
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter((letter) =>
      matchesKeys(`mod+alt+${letter}`, event, 'other'),
    );
    expect(letters).toEqual([key.toUpperCase()]);
  });

  test.each([
    ['German', 'z', 'KeyY', 'explore.undo'],
    ['German', 'y', 'KeyZ', 'explore.redo'],
    ['French', 'a', 'KeyQ', 'explore.pin-a'],
    ['French', 'm', 'Semicolon', 'explore.centre-pad'],
    ['Dvorak', 'p', 'KeyR', 'runs.pause'],
  ])('%s: %s on %s runs %s', (_layout, key, code, id) => {
    expect(commandsOf(press(key, code, controlAlt), 'other')).toEqual([id]);
  });

  test.each([
    ['Russian', 'я', 'KeyZ', 90, 'explore.undo'],
    ['Russian', 'ф', 'KeyA', 65, 'explore.pin-a'],
    ['Greek', 'ζ', 'KeyZ', 90, 'explore.undo'],
    ['Greek', 'π', 'KeyP', 0, 'runs.pause'],
    ['Hebrew', 'ש', 'KeyA', 0, 'explore.pin-a'],
    ['Thai', 'ั', 'KeyY', 89, 'explore.redo'],
    ['Arabic', 'غ', 'KeyY', 0, 'explore.redo'],
    ['a browser that names no key', 'Unidentified', 'KeyJ', 0, 'view.jobs'],
  ])('%s: %s has no Latin letter, so its place on %s counts', (_layout, key, code, keyCode, id) => {
    expect(commandsOf(press(key, code, { keyCode, ...controlAlt }), 'other')).toEqual([id]);
  });

  test('a Latin letter or a sign in the place of another is not that other', () => {
    // BÉPO's à lies where a US keyboard has its Z, French has its comma where others have M.
    expect(commandsOf(press('à', 'KeyZ', { keyCode: 90, ...controlAlt }), 'other')).toEqual([]);
    expect(commandsOf(press('Dead', 'KeyY', { keyCode: 89, ...controlAlt }), 'other')).toEqual([]);
    expect(commandsOf(press(',', 'KeyM', { keyCode: 188, ...controlAlt }), 'other')).toEqual([]);
    expect(commandsOf(press(',', 'KeyM', controlAlt), 'other')).toEqual([]);
  });
});

describe('Option on a Mac hides the letter', () => {
  test.each([
    ['US', 'π', 'KeyP', 80, 'runs.pause'],
    ['US', 'Dead', 'KeyN', 78, 'runs.new'],
    ['US', 'Dead', 'KeyN', 229, 'runs.new'],
    ['US', 'Ω', 'KeyZ', 90, 'explore.undo'],
    ['US', '¡', 'Digit1', 49, 'go.datasets'],
    ['German', 'Ω', 'KeyY', 90, 'explore.undo'],
    ['German', '¥', 'KeyZ', 89, 'explore.redo'],
    ['French', 'æ', 'KeyQ', 65, 'explore.pin-a'],
    ['Polish', 'ą', 'KeyA', 65, 'explore.pin-a'],
    ['Russian', 'ƒ', 'KeyA', 65, 'explore.pin-a'],
    ['French', '', 'Digit1', 55, 'go.datasets'],
  ])('%s: ⌥⌘ gives %s on %s', (_layout, key, code, keyCode, id) => {
    const event = press(key, code, { keyCode, ...optionCommand });
    expect(commandsOf(event, 'mac')).toEqual([id]);
    expect(writesWithAltGr(event, 'mac')).toBe(false);
  });

  test('Firefox on a Mac calls Option AltGraph too', () => {
    const event = press('π', 'KeyP', { keyCode: 80, ...optionCommand, ...altGr });
    expect(commandsOf(event, 'mac')).toEqual(['runs.pause']);
    expect(writesWithAltGr(event, 'mac')).toBe(false);
  });

  test('Option alone writes, and runs nothing', () => {
    expect(commandsOf(press('ą', 'KeyA', { keyCode: 65, altKey: true }), 'mac')).toEqual([]);
  });
});

describe('AltGr', () => {
  const all = Object.entries(altGrPresses).flatMap(([layout, presses]) =>
    presses.map((one) => ({ layout, ...one })),
  );

  test.each(all)('$layout: $key on $code writes, and runs nothing on Linux', ({ key, code, keyCode }) => {
    const event = press(key, code, { keyCode, ...altGr });
    expect(writesWithAltGr(event, 'other')).toBe(true);
    expect(commandsOf(event, 'other')).toEqual([]);
  });

  test.each([
    ['ą', 'KeyA'],
    ['ż', 'KeyZ'],
    ['€', 'KeyE'],
    ['@', 'KeyQ'],
    ['µ', 'KeyM'],
    ['{', 'Digit7'],
    ['\\', 'Minus'],
  ])('%s writes, whether the browser tells of AltGr or of Ctrl and Alt', (key, code) => {
    expect(writesWithAltGr(press(key, code, altGr), 'windows')).toBe(true);
    expect(writesWithAltGr(press(key, code, { ...controlAlt, ...altGr }), 'windows')).toBe(true);
    expect(writesWithAltGr(press(key, code, controlAlt), 'windows')).toBe(true);
  });

  test('Ctrl+Alt that writes nothing is a shortcut in a text field too', () => {
    for (const key of ['a', 'A', '1', 'я', 'ζ', 'ש'])
      expect(writesWithAltGr(press(key, 'KeyA', controlAlt), 'windows')).toBe(false);
  });

  test('outside of text fields Windows takes it for Ctrl+Alt, as its own programs do', () => {
    const polishA = press('ą', 'KeyA', { keyCode: 65, ...altGr });
    expect(commandsOf(polishA, 'windows')).toEqual(['explore.pin-a']);
    const frenchTwo = press('~', 'Digit2', { keyCode: 50, ...altGr });
    expect(commandsOf(frenchTwo, 'windows')).toEqual(['go.train']);
  });
});

describe('digits', () => {
  test.each([
    ['French', '&', 'Digit1', 49, '1'],
    ['French', 'é', 'Digit2', 50, '2'],
    ['French', 'à', 'Digit0', 48, '0'],
    ['Czech', '+', 'Digit1', 49, '1'],
    ['Czech', 'ě', 'Digit2', 50, '2'],
    ['BÉPO', '"', 'Digit1', 222, '1'],
    ['Persian', '۱', 'Digit1', 49, '1'],
    ['Thai', 'ๅ', 'Digit1', 49, '1'],
    ['Hungarian', '0', 'Backquote', 48, '0'],
    ['a number pad', '5', 'Numpad5', 101, '5'],
  ])('%s: %s on %s (%d) is %s', (_layout, key, code, keyCode, digit) => {
    const matched = [...'0123456789'].filter((one) =>
      matchesKeys(one, press(key, code, { keyCode }), 'other'),
    );
    expect(matched).toEqual([digit]);
  });

  test('a digit that needs Shift is that digit, a sign that needs it is not', () => {
    expect(matchesKeys('1', press('1', 'Digit1', { shiftKey: true }), 'other')).toBe(true);
    expect(matchesKeys('1', press('!', 'Digit1', { shiftKey: true }), 'other')).toBe(false);
  });

  test('a Hungarian ö lies where others have their 0', () => {
    expect(matchesKeys('0', press('ö', 'Digit0', { keyCode: 192 }), 'other')).toBe(false);
  });
});

test('signs match by what they are, with or without Shift', () => {
  expect(matchesKeys('+', press('+', 'Equal', { shiftKey: true }), 'other')).toBe(true);
  expect(matchesKeys('+', press('+', 'BracketRight'), 'other')).toBe(true);
  expect(matchesKeys('-', press('-', 'Digit6'), 'other')).toBe(true);
  expect(matchesKeys('-', press('6', 'Digit6', { shiftKey: true }), 'other')).toBe(false);
  expect(matchesKeys('mod++', press('+', 'Equal', { ctrlKey: true, shiftKey: true }), 'other')).toBe(true);
});

describe('input methods', () => {
  const composing = [
    press('k', 'KeyK', { keyCode: 75, ctrlKey: true, isComposing: true }),
    press('Process', 'KeyK', { keyCode: 229, ctrlKey: true }),
    press('k', 'KeyK', { keyCode: 229, ctrlKey: true }),
    press('Enter', 'Enter', { keyCode: 229 }),
  ];
  test.each(composing)('a press that is being composed runs nothing: $key $keyCode', (event) => {
    expect(isComposing(event)).toBe(true);
    expect(commandsOf(event, 'other')).toEqual([]);
    expect(matchesKeys('Enter', event, 'other')).toBe(false);
  });
});

test('function keys match by their names, without modifiers', () => {
  expect(commandsOf(press('F1', 'F1'), 'other')).toEqual(['help.manual']);
  expect(commandsOf(press('F1', 'F1'), 'mac')).toEqual(['help.manual']);
  expect(commandsOf(press('F1', 'F1', { shiftKey: true }), 'other')).toEqual([]);
  expect(commandsOf(press('F1', 'F1', { ctrlKey: true }), 'other')).toEqual([]);
  expect(commandsOf(press('F12', 'F12'), 'other')).toEqual([]);
  expect(labelKeys('F1', 'mac')).toBe('F1');
});

test('labels read as the keyboard does', () => {
  expect(labelKeys('mod+alt+P', 'windows')).toBe('Ctrl+Alt+P');
  expect(labelKeys('mod+alt+P', 'other')).toBe('Ctrl+Alt+P');
  expect(labelKeys('mod+alt+P', 'mac')).toBe('⌥⌘P');
  expect(labelKeys('mod+shift+O', 'mac')).toBe('⇧⌘O');
});
