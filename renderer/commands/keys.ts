/** True on keyboards with a ⌘ key. */
const isMac = /mac/i.test(navigator.userAgent);

/** A key combination as parts: 'mod+alt+P' → mod, alt, P. */
interface Combination {
  mod: boolean;
  alt: boolean;
  shift: boolean;
  key: string;
}

function parseKeys(keys: string): Combination {
  const parts = keys.split('+');
  return {
    mod: parts.includes('mod'),
    alt: parts.includes('alt'),
    shift: parts.includes('shift'),
    key: parts.at(-1) ?? '',
  };
}

/** True when a key press is the combination; read by place on the keyboard, since Alt changes the letter. */
export function matchesKeys(keys: string, event: KeyboardEvent, mac = isMac): boolean {
  const { mod, alt, shift, key } = parseKeys(keys);
  const code = /^\d$/.test(key) ? `Digit${key}` : `Key${key}`;
  const modPressed = mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  const modMatches = mod ? modPressed : !event.metaKey && !event.ctrlKey;
  return modMatches && event.altKey === alt && event.shiftKey === shift && event.code === code;
}

/** A combination as this keyboard labels it: '⌘⌥P' or 'Ctrl+Alt+P'. */
export function labelKeys(keys: string, mac = isMac): string {
  const { mod, alt, shift, key } = parseKeys(keys);
  return mac
    ? `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${mod ? '⌘' : ''}${key}`
    : [mod && 'Ctrl', alt && 'Alt', shift && 'Shift', key].filter(Boolean).join('+');
}
