import { toHex } from './colour.ts';
import { edgeAt } from './head.ts';
import { frameColours } from './palette.ts';
import { round } from './path.ts';
import type { Sitter } from './sitter.ts';
import type { GlassesName } from './trait-names.ts';

interface Glasses {
  /** Outline of the right lens around its middle; the left one is its mirror. */
  lens: string;
  /** Frame width in units. */
  frame: number;
  /** Darkness of the lenses. */
  tint: number;
  /** A heavier bar along the upper edge. */
  brow?: string;
}

/** Spectacles. */
export const glassesStyles = {
  none: { lens: '', frame: 0, tint: 0 },
  round: { lens: 'M-19 0A19 18.5 0 1 1 19 0A19 18.5 0 1 1 -19 0Z', frame: 2.6, tint: 0 },
  wire: { lens: 'M-18 1A18 16.5 0 1 1 18 1A18 16.5 0 1 1 -18 1Z', frame: 1.6, tint: 0 },
  square: {
    lens: 'M-20 -9Q-20 -14 -15 -14.5Q4 -16 17 -14.5Q22 -14 21 -8L19 9Q18 14.5 12 15H-10Q-17 15 -18 9Z',
    frame: 3.6,
    tint: 0,
  },
  rectangle: {
    lens: 'M-19 -7Q-19 -10 -16 -10H17Q20 -10 20 -7V6Q20 11 15 11H-14Q-19 11 -19 6Z',
    frame: 2.4,
    tint: 0,
  },
  catEye: {
    lens: 'M-18 -5Q-17 -11 -8 -12Q10 -15 25 -18Q22 -2 17 8Q13 14 2 14Q-16 14 -18 -5Z',
    frame: 3.4,
    tint: 0,
  },
  browline: {
    lens: 'M-18 -9H19Q20 4 15 10Q10 15 0 15Q-10 15 -15 9Q-18 5 -18 -9Z',
    frame: 1.4,
    tint: 0,
    brow: 'M-19 -8Q-18 -13 -12 -13.5Q6 -15 17 -14Q23 -13 21 -8Z',
  },
  aviator: { lens: 'M-17 -10Q0 -15 19 -11Q23 2 15 13Q7 21 -4 17Q-19 9 -17 -10Z', frame: 2, tint: 0.16 },
  sun: { lens: 'M-20 -10Q0 -15 21 -12Q23 2 16 12Q9 17 -6 15Q-20 10 -20 -10Z', frame: 3, tint: 0.86 },
} as const satisfies Record<GlassesName, Glasses>;

/** The spectacles, worn on the eyes, with temples that reach the ears. */
export function drawGlasses({ traits, head }: Sitter): string {
  if (traits.glasses === 'none') return '';
  const style: Glasses = glassesStyles[traits.glasses];
  const frame = toHex(frameColours[traits.frameColour]);
  const x = round((traits.eyeSpacing + 0.8) / 1.06);
  const bridge = round(traits.eyeSpacing / 1.06 - 18);
  const temple = round((edgeAt(head, -6) + 1 - traits.eyeSpacing) / 1.06);
  const glare = style.tint > 0.5 ? 0.2 : 0.16;
  const lens = `<path d="${style.lens}" fill="${style.tint > 0 ? frameTint : '#fff'}" fill-opacity="${style.tint || 0.1}" stroke="${frame}" stroke-width="${style.frame}"/><path d="M-13 -5L-6 -9L-13 5L-15 1ZM-2 -9.5L.5 -9.8L-9 9L-11 7.5Z" fill="#fff" opacity="${glare}"/>${style.brow ? `<path d="${style.brow}" fill="${frame}"/>` : ''}<path d="M19 -7L${temple} -8" stroke="${frame}" stroke-width="${Math.max(2, style.frame)}"/>`;
  return `<g fill="none" stroke-linejoin="round" transform="translate(0 2) scale(1.06)"><path d="M-${bridge} -5Q0 -10 ${bridge} -5" stroke="${frame}" stroke-width="${Math.max(2, style.frame)}"/><g transform="translate(${x} 0)">${lens}</g><g transform="translate(-${x} 0) scale(-1 1)">${lens}</g></g>`;
}

const frameTint = '#1d2430';
