import { toHex } from './colour.ts';
import { ink } from './palette.ts';
import { round } from './path.ts';
import type { Sitter } from './sitter.ts';
import type { MouthName } from './trait-names.ts';

interface MouthMeasures {
  /** How far the corners rise over the middle, in units. */
  smile: number;
  /** How far the lips part, in units. */
  open: number;
  /** Rise of the right corner alone. */
  lopsided: number;
  /** Factor on the width. */
  width: number;
}

/** What the mouth does. */
export const mouths = {
  neutral: { smile: 0, open: 0, lopsided: 0, width: 1 },
  serious: { smile: -1, open: 0, lopsided: 0, width: 0.96 },
  softSmile: { smile: 3, open: 0, lopsided: 0, width: 1.05 },
  smile: { smile: 5.5, open: 0, lopsided: 0, width: 1.16 },
  smirk: { smile: 2, open: 0, lopsided: 3.5, width: 1.05 },
  parted: { smile: 1, open: 4, lopsided: 0, width: 0.94 },
  grin: { smile: 6, open: 7.5, lopsided: 0, width: 1.2 },
  laugh: { smile: 6.5, open: 13, lopsided: 0, width: 1.2 },
} as const satisfies Record<MouthName, MouthMeasures>;

/** The lips, and what shows between them. */
export function drawMouth({ traits, head, colours }: Sitter): string {
  const shape: MouthMeasures = mouths[traits.mouth];
  const half = traits.mouthWidth * shape.width;
  const full = traits.lipFullness;
  const y = head.mouth;
  const stretch = 1 - shape.smile * 0.035;
  const upper = 5.4 * full * stretch;
  const lower = 7.6 * full * stretch;
  const x = (part: number): string => round(half * part);
  // The line between the lips: corners up by the smile, the middle down by a part of it.
  const cornerL = `${x(-1)} ${round(y - shape.smile * 0.62)}`;
  const cornerR = `${x(1)} ${round(y - shape.smile * 0.62 - shape.lopsided)}`;
  const dip = shape.smile * 0.85;
  const top = y + dip * 0.4 - shape.open * 0.22;
  const bottom = top + shape.open;
  const line = (level: number): string =>
    `C${x(-0.5)} ${round(level + dip * 0.5)} ${x(-0.22)} ${round(level + 0.4)} 0 ${round(level + 0.9)}C${x(0.22)} ${round(level + 0.4)} ${x(0.5)} ${round(level + dip * 0.5)} ${cornerR}`;
  const bottomCurve = (drop: number): string =>
    `C${x(0.62)} ${round(bottom + drop * 1.12)} ${x(-0.62)} ${round(bottom + drop * 1.12)} ${cornerL}`;
  const bow = `C${x(0.55)} ${round(top - upper * 0.8)} ${x(0.3)} ${round(top - upper * 1.15)} ${x(0.17)} ${round(top - upper)}Q0 ${round(top - upper * 0.62)} ${x(-0.17)} ${round(top - upper)}C${x(-0.3)} ${round(top - upper * 1.15)} ${x(-0.55)} ${round(top - upper * 0.8)} ${cornerL}`;
  const inside =
    shape.open === 0 ? '' : drawInside(`M${cornerL}${line(top)}${bottomCurve(shape.open * 0.28)}Z`);
  const lowerLip = `M${cornerL}${line(top)}${bottomCurve(lower + shape.open * 0.28)}Z`;
  const upperLip = `M${cornerL}${line(top)}${bow}Z`;
  const seam = shape.open === 0 ? `M${cornerL}${line(top)}` : '';
  return `<ellipse cx="0" cy="${round(bottom + lower + 5)}" rx="${x(0.5)}" ry="3.2" fill="${colours.skinDeep}" opacity=".28"/>
<path d="${lowerLip}" fill="${colours.lip}"/>
<path d="${upperLip}" fill="${colours.lipShade}" opacity=".55"/><path d="${upperLip}" fill="${colours.lip}" opacity=".5"/>
<ellipse cx="${round(traits.lightX * 3)}" cy="${round(bottom + shape.open * 0.25 + lower * 0.55)}" rx="${x(0.32)}" ry="${round(lower * 0.2)}" fill="${colours.lipLight}" opacity=".55"/>
${inside}<path d="${seam}M${x(-1.03)} ${round(y - shape.smile * 0.62 - 0.8)}l1 1.6M${x(1.03)} ${round(y - shape.smile * 0.62 - shape.lopsided - 0.8)}l-1 1.6" fill="none" stroke="${colours.lipLine}" stroke-width="1.5" stroke-linecap="round" opacity=".85"/>`;

  function drawInside(opening: string): string {
    const teeth = round(top - 2 + Math.min(6.5, shape.open * 0.68));
    const tongue =
      shape.open > 9
        ? `<ellipse cx="0" cy="${round(bottom + 4)}" rx="${x(0.5)}" ry="5" fill="${toHex(ink.tongue)}"/>`
        : '';
    return `<clipPath id="mouth"><path d="${opening}"/></clipPath><g clip-path="url(#mouth)"><path d="${opening}" fill="${toHex(ink.mouth)}"/>${tongue}<path d="M${x(-0.86)} ${round(y - 14)}H${x(0.86)}V${teeth}Q0 ${round(Number(teeth) + 4.5)} ${x(-0.86)} ${teeth}Z" fill="${toHex(ink.teeth)}"/></g>`;
  }
}
