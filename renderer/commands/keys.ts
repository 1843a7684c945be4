/**
 * True when a key press is the combination. Letters and digits are those printed on the key, wherever it lies;
 * symbols such as '+' match with and without Shift, since keyboards differ in what they need.
 */
export function matchesKeys(keys: string, press: KeyPress, platform = keyboardPlatform): boolean {
  if (isComposing(press)) return false;
  const { mod, alt, shift, key } = parseKeys(keys);
  const held = modifiersOf(press, platform);
  const modPressed = platform === 'mac' ? press.metaKey && !held.ctrl : held.ctrl && !press.metaKey;
  const modMatches = mod ? modPressed : !press.metaKey && !held.ctrl;
  if (!modMatches || held.alt !== alt) return false;
  if (isLetter(key)) return press.shiftKey === shift && printedLetter(press, platform) === key.toUpperCase();
  // A digit that needs Shift on this keyboard has used Shift up.
  if (isDigit(key)) return press.key === key || (press.shiftKey === shift && digitOnKey(press) === key);
  if (key.length === 1) return press.key === key;
  return press.shiftKey === shift && press.key === key;
}

/** True for a press that writes a character by AltGr, or by the Ctrl+Alt that Windows makes of it. */
export function writesWithAltGr(press: KeyPress, platform = keyboardPlatform): boolean {
  if (platform === 'mac') return false;
  if (press.getModifierState('AltGraph')) return true;
  // Browsers that tell nothing of AltGr give Ctrl and Alt, and the character that comes of them.
  return press.ctrlKey && press.altKey && /^[^a-z\d]$/iu.test(press.key) && !isForeign(press.key);
}

/** A combination as this keyboard labels it: '⌥⌘P' or 'Ctrl+Alt+P'. */
export function labelKeys(keys: string, platform = keyboardPlatform): string {
  const { mod, alt, shift, key } = parseKeys(keys);
  return platform === 'mac'
    ? `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${mod ? '⌘' : ''}${key}`
    : [mod && 'Ctrl', alt && 'Alt', shift && 'Shift', key].filter(Boolean).join('+');
}

/** Keyboards as far as their modifiers differ: ⌘ and Option, or Ctrl with an AltGr that Windows makes of Ctrl+Alt. */
export type KeyboardPlatform = 'mac' | 'windows' | 'other';

const keyboardPlatform: KeyboardPlatform = /mac/i.test(navigator.userAgent)
  ? 'mac'
  : /windows/i.test(navigator.userAgent)
    ? 'windows'
    : 'other';

/** What is read of a key press. `keyCode` is deprecated, yet nothing else tells a printed letter that Option hides. */
export type KeyPress = Pick<
  KeyboardEvent,
  | 'key'
  | 'code'
  | 'keyCode'
  | 'ctrlKey'
  | 'altKey'
  | 'shiftKey'
  | 'metaKey'
  | 'isComposing'
  | 'getModifierState'
>;

/** A key combination as parts: 'mod+alt+P' → mod, alt, P. */
interface Combination {
  mod: boolean;
  alt: boolean;
  shift: boolean;
  key: string;
}

function parseKeys(keys: string): Combination {
  const parts = keys.split('+');
  // In '+' and 'mod++' the last part is the plus key itself.
  const key = parts.at(-1) || '+';
  return { mod: parts.includes('mod'), alt: parts.includes('alt'), shift: parts.includes('shift'), key };
}

const isLetter = (key: string) => /^[a-z]$/i.test(key);
const isDigit = (key: string) => /^\d$/.test(key);
/** A letter, or a mark on one, of another script than Latin: Cyrillic, Greek, Hebrew, Thai, … */
const isForeign = (key: string) =>
  /^(?![\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}])[\p{Letter}\p{Mark}]$/u.test(key);

/** Key code of presses that an input method takes; browsers may give it for dead keys as well. */
const inputMethodCode = 229;

/** True while an input method (Japanese, Chinese, Korean, …) makes a character of several presses. */
export const isComposing = (press: Pick<KeyPress, 'key' | 'keyCode' | 'isComposing'>): boolean =>
  press.isComposing || (press.keyCode === inputMethodCode && press.key !== 'Dead');

/** Ctrl and Alt as they are held. Windows takes AltGr for both of them, and its browsers then report neither. */
function modifiersOf(press: KeyPress, platform: KeyboardPlatform): { ctrl: boolean; alt: boolean } {
  const isAltGr = platform === 'windows' && press.getModifierState('AltGraph');
  return { ctrl: press.ctrlKey || isAltGr, alt: press.altKey || isAltGr };
}

/** The code of the printed key; undefined where a browser gives none or an input method hides it. */
const keyCodeOf = ({ keyCode }: KeyPress): number | undefined =>
  keyCode === 0 || keyCode === inputMethodCode ? undefined : keyCode;

/**
 * The Latin letter printed on the key, in upper case. `key` is that letter, unless a modifier made another character
 * of it (⌥P is π, AltGr+A is ą) or the keyboard writes another script. Then `keyCode` tells, which follows the printed
 * letter as well; where that is missing, the place of the key does, as on the US keyboard.
 */
function printedLetter(press: KeyPress, platform: KeyboardPlatform): string | undefined {
  const { key, code } = press;
  if (isLetter(key)) return key.toUpperCase();
  const isChanged = platform === 'mac' ? press.altKey : press.getModifierState('AltGraph');
  if (!isChanged && !isForeign(key) && key !== 'Unidentified') return undefined;
  const keyCode = keyCodeOf(press);
  return keyCode === undefined
    ? /^Key([A-Z])$/.exec(code)?.[1]
    : /^[A-Z]$/.exec(String.fromCharCode(keyCode))?.[0];
}

/**
 * The digit on a key of the row above the letters where `key` is another character: French keyboards write & on the
 * key of the 1, Persian ones ۱. Hungarian ones have an ö in the place of the 0, which its key code gives away.
 */
function digitOnKey(press: KeyPress): string | undefined {
  const { key, code } = press;
  if (isLetter(key) || isDigit(key)) return undefined;
  const keyCode = keyCodeOf(press);
  const isLetterInstead =
    /^\p{Letter}$/u.test(key) && keyCode !== undefined && !isDigit(String.fromCharCode(keyCode));
  return isLetterInstead ? undefined : /^Digit(\d)$/.exec(code)?.[1];
}
