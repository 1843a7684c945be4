import iconv from 'iconv-lite';
import { type NameEncoding, nameEncodings } from './name-encodings.ts';

/**
 * Decodes the names of an archive's entries that do not say how they are encoded: as UTF-8 where all of them can be, else
 * in the one encoding of its programs' countries in which all of them together are the likeliest. Every name gets a text;
 * names stay apart as long as their bytes do within an encoding.
 */
export function decodeNames(names: readonly Buffer[]): string[] {
  const foreign = names.filter((name) => utf8(name) === undefined);
  if (foreign.length === 0) return names.map((name) => name.toString('utf8'));
  const ranked = rank(foreign.slice(0, sampledNames));
  return names.map((name) => (isAscii(name) ? name.toString('latin1') : decode(name, ranked)));
}

/** Names that are looked at to tell their encoding; more would not change it. */
const sampledNames = 500;

const isAscii = (name: Buffer) => name.every((byte) => byte < 128);

/** Undefined when the bytes are not UTF-8. */
export function utf8(name: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Encodings, the likeliest for all names together first. */
function rank(names: readonly Buffer[]): NameEncoding[] {
  return nameEncodings
    .map((encoding) => ({
      encoding,
      bits: names.reduce((sum, name) => sum + nameBits(name, encoding), encoding.priorBits),
    }))
    .sort((a, b) => a.bits - b.bits)
    .map(({ encoding }) => encoding);
}

/** In the first encoding in which it can be read; a name in UTF-8 among others is one where that is likelier. */
function decode(name: Buffer, ranked: readonly NameEncoding[]): string {
  const encoding = ranked.find((each) => nameBits(name, each) < unreadableBits) ?? lastResort;
  const text = utf8(name);
  const isUtf8 = text !== undefined && utf8Bits(text) < nameBits(name, encoding);
  return isUtf8 ? text : iconv.decode(name, encoding.encoding);
}

/** Gives every byte a character of its own. */
const lastResort: NameEncoding = { encoding: 'cp437', priorBits: 0, classes: [], otherBits: 0 };

/** More than any name that can be read takes. */
const unreadableBits = 1e6;
const asciiBits = 5;
const controlBits = 30;
/** A capital letter within a word. */
const capitalBits = 6;
/** A letter beside one of another alphabet, as in no word; and a Latin letter beside a sign that stands for a word. */
const mixedBits = 10;
const besideSignBits = 3;
/** A folder whose name ends in a letter beyond ASCII: rarer than a letter whose second byte is that of a backslash. */
const backslashBits = 14;

function nameBits(name: Buffer, { encoding, classes, otherBits }: NameEncoding): number {
  let bits = 0;
  let before = '';
  for (const char of iconv.decode(name, encoding)) {
    const code = char.charCodeAt(0);
    if (char === '\ufffd' || (code >= 0x80 && code < 0xa0)) return unreadableBits;
    if (code < 0x20 || code === 0x7f) bits += controlBits;
    else if (code < 0x80) bits += char === '\\' && before > '\x7f' ? backslashBits : asciiBits;
    else {
      const [lead, ...rest] = iconv.encode(char, encoding);
      const found = classes.find(
        ({ chars, leads, trails }) =>
          (chars === undefined || chars.test(char)) &&
          (leads === undefined || isWithin(lead, leads)) &&
          (trails === undefined || isWithin(rest.at(-1) ?? 0, trails)),
      );
      bits += found?.bits ?? otherBits;
      if (/\p{Ll}/u.test(before) && /\p{Lu}/u.test(char)) bits += capitalBits;
    }
    bits += mixture(before, char);
    before = char;
  }
  return bits;
}

function mixture(before: string, char: string): number {
  if (!/\p{L}/u.test(before) || !/\p{L}/u.test(char)) return 0;
  if (/\p{Script=Latin}/u.test(before) === /\p{Script=Latin}/u.test(char)) return 0;
  return [before, char].some((letter) => letter > '\u2fff') ? besideSignBits : mixedBits;
}

const isWithin = (byte: number, [from, to]: readonly [number, number]) => byte >= from && byte <= to;

/** Of a text in UTF-8: an alphabet's letters are likelier than signs of a script of thousands. */
const utf8Bits = (text: string): number =>
  Array.from(text, (char) => (char < '\x80' ? asciiBits : char < '\u0800' ? 8 : 12)).reduce(
    (sum, bits) => sum + bits,
    0,
  );
