import { edgeAt, type Head } from './head.ts';
import { at, cornered, mirrored, type Point, round } from './path.ts';
import type { Sitter } from './sitter.ts';
import type { FacialHairName } from './trait-names.ts';

interface FacialHair {
  /** How far a beard stands off the jaw, at the cheeks and under the chin; absent means no beard along the jaw. */
  beard?: { side: number; chin: number };
  moustache?: 'thin' | 'full' | 'handlebar';
  /** Half the width of hair on the chin alone. */
  goatee?: number;
  opacity: number;
}

/** Beards and moustaches. */
export const facialHairs = {
  none: { opacity: 0 },
  stubble: { beard: { side: 0, chin: 0 }, moustache: 'full', opacity: 0.3 },
  short: { beard: { side: 1, chin: 3 }, moustache: 'full', opacity: 0.92 },
  full: { beard: { side: 3, chin: 11 }, moustache: 'full', opacity: 1 },
  long: { beard: { side: 5, chin: 26 }, moustache: 'handlebar', opacity: 1 },
  chinCurtain: { beard: { side: 1, chin: 5 }, opacity: 0.95 },
  moustache: { moustache: 'full', opacity: 1 },
  pencil: { moustache: 'thin', opacity: 0.95 },
  handlebar: { moustache: 'handlebar', opacity: 1 },
  goatee: { goatee: 13, opacity: 0.95 },
  circle: { goatee: 17, moustache: 'full', opacity: 0.95 },
} as const satisfies Record<FacialHairName, FacialHair>;

/** The beard, which the mouth is drawn on top of. */
export function drawBeard({ traits, head, colours }: Sitter): string {
  const style: FacialHair = facialHairs[traits.facialHair];
  let paths = '';
  if (style.beard)
    paths += `<path d="${beard(head, style.beard.side, style.beard.chin)}" fill="url(#beard)"/>`;
  if (style.goatee) paths += `<path d="${goatee(head, style.goatee)}" fill="url(#beard)"/>`;
  if (!paths) return '';
  return `<linearGradient id="beard" x2="0" y2="1"><stop stop-color="${colours.beardShade}"/><stop offset=".6" stop-color="${colours.beard}"/><stop offset="1" stop-color="${colours.beardShade}"/></linearGradient><g opacity="${style.opacity}">${paths}</g>`;
}

/** The moustache, drawn on top of the upper lip. */
export function drawMoustache({ traits, head, colours }: Sitter): string {
  const style: FacialHair = facialHairs[traits.facialHair];
  if (!style.moustache) return '';
  return `<path d="${moustache(head, traits.mouthWidth, style.moustache)}" fill="${colours.beardShade}" opacity="${style.opacity}"/>`;
}

function beard(head: Head, side: number, chinDrop: number): string {
  const right: Point[] = [-2, 20, 40, 56].map((y, i) => [edgeAt(head, y) + side * Math.min(1, i / 2), y]);
  const chin = head.chin + chinDrop;
  const corner: Point = [edgeAt(head, head.chin - 14) + side, head.chin - 14 + chinDrop * 0.35];
  const low: Point = [edgeAt(head, head.chin - 5) * 0.8, chin - 3];
  const outer: Point[] = [...right, corner, low, [0, chin]];
  const mouth = head.mouth;
  const inner: Point[] = [
    [0, mouth + 13],
    [head.width * 0.3, mouth + 8],
    [head.width * 0.42, mouth - 5],
    [head.width * 0.62, mouth - 12],
    [head.width * 0.84, 24],
    [edgeAt(head, 0) - 5, -2],
  ];
  return cornered([...outer, ...mirrored(outer.slice(0, -1))], [...mirrored(inner.slice(1)), ...inner]);
}

function goatee(head: Head, half: number): string {
  const y = head.mouth + 9;
  const chin = head.chin + 3;
  return `M${at([-half * 0.55, y + 4])}Q0 ${round(y)} ${at([half * 0.55, y + 4])}C${at([half * 1.25, y + 2], [half * 1.2, chin - 4], [half * 0.45, chin])}Q0 ${round(chin + 3)} ${at([-half * 0.45, chin])}C${at([-half * 1.2, chin - 4], [-half * 1.25, y + 2], [-half * 0.55, y + 4])}Z`;
}

function moustache(head: Head, mouthWidth: number, kind: 'thin' | 'full' | 'handlebar'): string {
  const top = head.nose + 5;
  const lip = head.mouth - 4;
  const half = mouthWidth * (kind === 'thin' ? 0.95 : 1.18);
  const end = kind === 'handlebar' ? lip - 5 : lip + 2.5;
  const crown = kind === 'thin' ? (top + lip) / 2 : top;
  const right = `C${at([half * 0.35, crown - 2], [half * 0.8, crown + 1], [half * 1.04, end])}C${at([half * 0.8, lip + 3], [half * 0.4, lip + 1.5], [0, lip - 0.5])}`;
  const left = `C${at([-half * 0.4, lip + 1.5], [-half * 0.8, lip + 3], [-half * 1.04, end])}C${at([-half * 0.8, crown + 1], [-half * 0.35, crown - 2], [0, crown])}`;
  return `M${at([0, crown])}${right}${left}Z`;
}
