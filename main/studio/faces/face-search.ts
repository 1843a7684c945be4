import { StudioError } from '../../contract/errors.ts';
import type { FaceSort } from '../../contract/faces/faces.ts';
import { foldText, type SqlValue } from '../library/db.ts';

/** A condition on rows of `faces`. */
export interface Condition {
  sql: string;
  values: SqlValue[];
}

/** An optional `-`, an optional key, and a word or a quoted phrase; a quote that is left open reaches to the end. */
const term = /(-?)(?:(tag|rating|model|seed|copy):)?(?:"([^"]*)"?|(\S+))/giu;

/** What a search asks for: all of its terms together. A term that says nothing yet, such as `tag:`, is passed over. */
export function searchCondition(search: string): Condition {
  const conditions = [...search.matchAll(term)].flatMap(([, minus, key = '', quoted, bare]) => {
    const text = quoted ?? bare ?? '';
    const made = text.trim() === '' ? undefined : conditionOf(key.toLowerCase(), text);
    return made === undefined ? [] : [minus === '-' ? { ...made, sql: `NOT ${made.sql}` } : made];
  });
  return {
    sql: ['saved = 1 AND removed_at IS NULL', ...conditions.map(({ sql }) => sql)].join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  };
}

function conditionOf(key: string, text: string): Condition | undefined {
  switch (key) {
    case 'tag':
      return { sql: hasTag('fold(tag) = ?'), values: [foldText(text)] };
    case 'model':
      return { sql: 'instr(fold(from_name), ?) > 0', values: [foldText(text)] };
    case 'seed':
      return { sql: '(seed IS ?)', values: [wholeNumber('seed', text, 0, 0xffff_ffff)] };
    case 'rating':
      return ratingCondition(text);
    case 'copy':
      return copyCondition(text);
    default:
      return wordCondition(text);
  }
}

const hasTag = (condition: string) =>
  `EXISTS (SELECT 1 FROM face_tags WHERE face_id = faces.id AND ${condition})`;

function wordCondition(word: string): Condition | undefined {
  // A key without its value, while it is being typed.
  if (/^(tag|rating|model|seed|copy):$/i.test(word)) return undefined;
  const folded = foldText(word);
  return {
    sql: `(instr(fold(from_name), ?) > 0 OR instr(fold(note), ?) > 0 OR ${hasTag('instr(fold(tag), ?) > 0')})`,
    values: [folded, folded, folded],
  };
}

function ratingCondition(text: string): Condition | undefined {
  const [, sign = '', number] = /^(>=?|<=?|=)?(.*)$/s.exec(text) ?? [];
  if (number === undefined || number === '') return undefined;
  return {
    sql: `(ifnull(rating, 0) ${sign === '' ? '=' : sign} ?)`,
    values: [wholeNumber('rating', number, 0, 5)],
  };
}

const copyVerdicts = ['copy', 'close', 'new', 'unclear'];

function copyCondition(text: string): Condition {
  if (text === 'unchecked') return { sql: '(copy_check IS NULL)', values: [] };
  if (!copyVerdicts.includes(text)) {
    throw notUnderstood(`copy:${text}`, `Write one of ${[...copyVerdicts, 'unchecked'].join(', ')}.`);
  }
  return { sql: `(ifnull(json_extract(copy_check, '$.verdict'), '') = ?)`, values: [text] };
}

function wholeNumber(key: string, text: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw notUnderstood(`${key}:${text}`, `Write a whole number from ${least} to ${most}, as in ${key}:3.`);
}

const notUnderstood = (subject: string, next: string) =>
  new StudioError('INVALID_INPUT', `“${subject}” is not understood.`, { next, subject });

/** Faces that were drawn together stay in their order. */
export const orderSql: Record<FaceSort, string> = {
  newest: 'created_at DESC, idx, id',
  oldest: 'created_at, idx, id',
  best: 'ifnull(rating, 0) DESC, created_at DESC, idx, id',
  model: 'fold(from_name), created_at DESC, idx, id',
};
