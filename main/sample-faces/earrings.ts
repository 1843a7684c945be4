import { toHex } from './colour.ts';
import { coversEars } from './hair/styles.ts';
import { edgeAt } from './head.ts';
import { ink } from './palette.ts';
import { round } from './path.ts';
import type { Sitter } from './sitter.ts';

/** Earrings, hung on the lobes. */
export function drawEarrings({ traits, head }: Sitter): string {
  if (traits.earrings === 'none' || coversEars(traits.hairStyle)) return '';
  const metal = toHex(ink[traits.earringMetal]);
  const x = edgeAt(head, 8) + 1.5 * traits.earSize;
  const y = 7 + 17 * traits.earSize;
  const ring = (cx: number): string =>
    traits.earrings === 'stud'
      ? `<circle cx="${round(cx)}" cy="${round(y - 2)}" r="3" fill="${metal}"/>`
      : `<circle cx="${round(cx)}" cy="${round(y + 8)}" r="8" fill="none" stroke="${metal}" stroke-width="2.4"/>`;
  return ring(x) + ring(-x);
}
