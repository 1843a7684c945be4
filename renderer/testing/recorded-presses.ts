/**
 * Key presses with Ctrl and Alt held, as Chromium 150 on Linux gave them under each keyboard layout of xkb: what `key`,
 * `code` and `keyCode` were. AltGr presses are beside them where they write another character.
 */
export interface RecordedPress {
  key: string;
  code: string;
  keyCode: number;
}

const read = (line: string): RecordedPress[] =>
  line.split('  ').map((press) => {
    const [key = '', code = '', keyCode] = press.split(' ');
    return { key, code, keyCode: Number(keyCode) };
  });

/** Ctrl+Alt with each key, by layout. */
export const controlAltPresses = {
  US: read(
    'z KeyZ 90  y KeyY 89  a KeyA 65  q KeyQ 81  m KeyM 77  p KeyP 80  k KeyK 75  o KeyO 79  e KeyE 69  1 Digit1 49  2 Digit2 50  6 Digit6 54  0 Digit0 48  ` Backquote 192  ; Semicolon 186  , Comma 188  - Minus 189',
  ),
  Dvorak: read(
    "; KeyZ 186  f KeyY 70  a KeyA 65  ' KeyQ 222  m KeyM 77  l KeyP 76  t KeyK 84  r KeyO 82  . KeyE 190  1 Digit1 49  2 Digit2 50  6 Digit6 54  0 Digit0 48  ` Backquote 192  s Semicolon 83  w Comma 87  [ Minus 219",
  ),
  German: read(
    'y KeyZ 89  z KeyY 90  a KeyA 65  q KeyQ 81  m KeyM 77  p KeyP 80  k KeyK 75  o KeyO 79  e KeyE 69  1 Digit1 49  2 Digit2 50  6 Digit6 54  0 Digit0 48  Dead Backquote 192  ö Semicolon 192  , Comma 188  ß Minus 219',
  ),
  French: read(
    'w KeyZ 87  y KeyY 89  q KeyA 81  a KeyQ 65  , KeyM 188  p KeyP 80  k KeyK 75  o KeyO 79  e KeyE 69  & Digit1 49  é Digit2 50  - Digit6 54  à Digit0 48  ² Backquote 222  m Semicolon 77  ; Comma 190  ) Minus 219',
  ),
  BÉPO: read(
    'à KeyZ 90  Dead KeyY 89  a KeyA 65  b KeyQ 66  q KeyM 81  j KeyP 74  s KeyK 83  l KeyO 76  p KeyE 80  " Digit1 222  « Digit2 226  @ Digit6 54  * Digit0 48  $ Backquote 192  n Semicolon 78  g Comma 71  = Minus 187',
  ),
  Polish: read(
    'z KeyZ 90  y KeyY 89  a KeyA 65  q KeyQ 81  m KeyM 77  p KeyP 80  k KeyK 75  o KeyO 79  e KeyE 69  1 Digit1 49  2 Digit2 50  6 Digit6 54  0 Digit0 48  ` Backquote 192  ; Semicolon 186  , Comma 188  - Minus 189',
  ),
  Czech: read(
    'y KeyZ 89  z KeyY 90  a KeyA 65  q KeyQ 81  m KeyM 77  p KeyP 80  k KeyK 75  o KeyO 79  e KeyE 69  + Digit1 49  ě Digit2 50  ž Digit6 54  é Digit0 48  ; Backquote 192  ů Semicolon 186  , Comma 188  = Minus 187',
  ),
  Hungarian: read(
    'y KeyZ 89  z KeyY 90  a KeyA 65  q KeyQ 81  m KeyM 77  p KeyP 80  k KeyK 75  o KeyO 79  e KeyE 69  1 Digit1 49  2 Digit2 50  6 Digit6 54  ö Digit0 192  0 Backquote 48  é Semicolon 186  , Comma 188  ü Minus 191',
  ),
  Russian: read(
    'я KeyZ 90  н KeyY 89  ф KeyA 65  й KeyQ 81  ь KeyM 77  з KeyP 80  л KeyK 75  щ KeyO 79  у KeyE 69  1 Digit1 49  2 Digit2 50  6 Digit6 54  0 Digit0 48  ё Backquote 192  ж Semicolon 186  б Comma 188  - Minus 189',
  ),
  Greek: read(
    'ζ KeyZ 90  υ KeyY 89  α KeyA 65  ; KeyQ 186  μ KeyM 77  π KeyP 80  κ KeyK 75  ο KeyO 79  ε KeyE 69  1 Digit1 49  2 Digit2 50  6 Digit6 54  0 Digit0 48  ` Backquote 192  Dead Semicolon 186  , Comma 188  - Minus 189',
  ),
  Turkish: read(
    'z KeyZ 90  y KeyY 89  a KeyA 65  q KeyQ 81  m KeyM 77  p KeyP 80  k KeyK 75  o KeyO 79  e KeyE 69  1 Digit1 49  2 Digit2 50  6 Digit6 54  0 Digit0 48  " Backquote 222  ş Semicolon 186  ö Comma 188  * Minus 189',
  ),
  Hebrew: read(
    'ז KeyZ 90  ט KeyY 89  ש KeyA 65  / KeyQ 81  צ KeyM 77  פ KeyP 80  ל KeyK 75  ם KeyO 79  ק KeyE 69  1 Digit1 49  2 Digit2 50  6 Digit6 54  0 Digit0 48  ; Backquote 192  ף Semicolon 186  ת Comma 188  - Minus 189',
  ),
  Spanish: read(
    "z KeyZ 90  y KeyY 89  a KeyA 65  q KeyQ 81  m KeyM 77  p KeyP 80  k KeyK 75  o KeyO 79  e KeyE 69  1 Digit1 49  2 Digit2 50  6 Digit6 54  0 Digit0 48  º Backquote 220  ñ Semicolon 192  , Comma 188  ' Minus 219",
  ),
  Persian: read(
    'ظ KeyZ 90  غ KeyY 89  ش KeyA 65  ض KeyQ 81  پ KeyM 77  ح KeyP 80  ن KeyK 75  خ KeyO 79  ث KeyE 69  ۱ Digit1 49  ۲ Digit2 50  ۶ Digit6 54  ۰ Digit0 48  ‍ Backquote 192  ک Semicolon 186  و Comma 188  - Minus 189',
  ),
  Thai: read(
    'ผ KeyZ 90  ั KeyY 89  ฟ KeyA 65  ๆ KeyQ 81  ท KeyM 77  ย KeyP 80  า KeyK 75  น KeyO 79  ำ KeyE 69  ๅ Digit1 49  / Digit2 191  ุ Digit6 54  จ Digit0 48  _ Backquote 189  ว Semicolon 186  ม Comma 188  ข Minus 189',
  ),
  Belgian: read(
    'w KeyZ 87  y KeyY 89  q KeyA 81  a KeyQ 65  , KeyM 188  p KeyP 80  k KeyK 75  o KeyO 79  e KeyE 69  & Digit1 49  é Digit2 50  § Digit6 54  à Digit0 48  ² Backquote 222  m Semicolon 77  ; Comma 190  ) Minus 219',
  ),
  Ukrainian: read(
    "я KeyZ 90  н KeyY 89  ф KeyA 65  й KeyQ 81  ь KeyM 77  з KeyP 80  л KeyK 75  щ KeyO 79  у KeyE 69  1 Digit1 49  2 Digit2 50  6 Digit6 54  0 Digit0 48  ' Backquote 222  ж Semicolon 186  б Comma 188  - Minus 189",
  ),
  Swiss: read(
    "y KeyZ 89  z KeyY 90  a KeyA 65  q KeyQ 81  m KeyM 77  p KeyP 80  k KeyK 75  o KeyO 79  e KeyE 69  1 Digit1 49  2 Digit2 50  6 Digit6 54  0 Digit0 48  § Backquote 191  ö Semicolon 222  , Comma 188  ' Minus 219",
  ),
} satisfies Record<string, RecordedPress[]>;

/** AltGr with each key, by layout. */
export const altGrPresses = {
  German: read(
    '» KeyZ 89  ← KeyY 90  æ KeyA 65  @ KeyQ 81  µ KeyM 77  þ KeyP 80  ĸ KeyK 75  ø KeyO 79  € KeyE 69  ¹ Digit1 49  ² Digit2 50  ¬ Digit6 54  } Digit0 48  ′ Backquote 192  \\ Minus 219',
  ),
  French: read(
    'ł KeyZ 87  ← KeyY 89  @ KeyA 81  æ KeyQ 65  ĸ KeyK 75  ø KeyO 79  € KeyE 69  ¹ Digit1 49  ~ Digit2 50  | Digit6 54  @ Digit0 48  ¬ Backquote 222  µ Semicolon 77  • Comma 190  ] Minus 219',
  ),
  Polish: read(
    'ż KeyZ 90  ← KeyY 89  ą KeyA 65  π KeyQ 81  µ KeyM 77  þ KeyP 80  … KeyK 75  ó KeyO 79  ę KeyE 69  ≠ Digit1 49  ² Digit2 50  ½ Digit6 54  » Digit0 48  ¬ Backquote 192  – Minus 189',
  ),
  Czech: read(
    '° KeyZ 89  ← KeyY 90  ~ KeyA 65  \\ KeyQ 81  ^ KeyM 77  þ KeyP 80  ł KeyK 75  ø KeyO 79  € KeyE 69  ! Digit1 49  @ Digit2 50  ^ Digit6 54  } Digit0 48  ` Backquote 192  $ Semicolon 186  < Comma 188  \\ Minus 187',
  ),
  Turkish: read(
    '« KeyZ 90  ← KeyY 89  â KeyA 65  @ KeyQ 81  µ KeyM 77  \u0000 KeyP 80  \u0000 KeyK 75  ô KeyO 79  € KeyE 69  > Digit1 49  £ Digit2 50  ¾ Digit6 54  } Digit0 48  < Backquote 222  ´ Semicolon 186  × Comma 188  \\ Minus 189',
  ),
  Ukrainian: read(
    'я KeyZ 90  њ KeyY 89  ф KeyA 65  ј KeyQ 81  ь KeyM 77  з KeyP 80  љ KeyK 75  щ KeyO 79  ў KeyE 69  ¹ Digit1 49  ² Digit2 50  < Digit6 54  ] Digit0 48  ́ Backquote 222  ж Semicolon 186  « Comma 188  — Minus 189',
  ),
  Spanish: read(
    '« KeyZ 90  ← KeyY 89  æ KeyA 65  @ KeyQ 81  µ KeyM 77  þ KeyP 80  ĸ KeyK 75  ø KeyO 79  € KeyE 69  | Digit1 49  @ Digit2 50  ¬ Digit6 54  } Digit0 48  \\ Backquote 220  \\ Minus 219',
  ),
} satisfies Record<string, RecordedPress[]>;
