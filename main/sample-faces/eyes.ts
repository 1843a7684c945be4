import { toHex } from './colour.ts';
import { ink } from './palette.ts';
import { round } from './path.ts';
import type { Sitter } from './sitter.ts';
import type { EyeShape } from './trait-names.ts';

interface EyeMeasures {
  /** Half the width, and the lids' rise and fall, in units at size 1. */
  width: number;
  upper: number;
  lower: number;
  /** How much the outer corner lies over the inner one. */
  slant: number;
  /** Where the upper lid is highest: −1 inner corner, 1 outer corner. */
  peak: number;
  /** How far over the lid the crease lies; 0 shows none. */
  crease: number;
}

/** Eye shapes. */
export const eyeShapes = {
  almond: { width: 13.6, upper: 7.4, lower: 5, slant: 2, peak: -0.1, crease: 4 },
  round: { width: 12.8, upper: 8.8, lower: 6.4, slant: 0.5, peak: 0, crease: 4 },
  hooded: { width: 13.4, upper: 6.2, lower: 5, slant: 1, peak: 0.1, crease: 2.4 },
  upturned: { width: 13.8, upper: 7.2, lower: 4.6, slant: 4, peak: 0.2, crease: 3.6 },
  downturned: { width: 13.4, upper: 7.6, lower: 5, slant: -1.6, peak: -0.2, crease: 3.8 },
  monolid: { width: 13.8, upper: 6.2, lower: 4.4, slant: 3, peak: 0.1, crease: 0 },
  deep: { width: 13, upper: 6.8, lower: 5, slant: 1.2, peak: -0.15, crease: 5.4 },
} as const satisfies Record<EyeShape, EyeMeasures>;

/** Both eyes with their sockets, lids and lashes. */
export function drawEyes(sitter: Sitter): string {
  const { traits, colours } = sitter;
  const shape: EyeMeasures = eyeShapes[traits.eyeShape];
  const size = traits.eyeSize;
  const a = shape.width * size;
  const up = shape.upper * size * traits.eyeOpenness;
  const low = shape.lower * size * (0.6 + 0.4 * traits.eyeOpenness);
  const slant = shape.slant;
  const peak = shape.peak * a;
  // Drawn as the eye on the right; the other one is its mirror.
  const inner = `${round(-a)} ${round(slant * 0.4 + 1)}`;
  const outer = `${round(a)} ${round(-slant * 0.6)}`;
  const upperLid = `C${round(-a * 0.55 + peak)} ${round(-up * 1.22)} ${round(a * 0.5 + peak)} ${round(-up * 1.28 - slant * 0.4)} ${outer}`;
  const lowerLid = `C${round(a * 0.6)} ${round(low * 1.25)} ${round(-a * 0.5)} ${round(low * 1.3)} ${inner}`;
  const opening = `M${inner}${upperLid}${lowerLid}Z`;
  const crease =
    shape.crease === 0
      ? ''
      : `<path d="M${inner}${upperLid}" transform="translate(0 ${round(-shape.crease)}) scale(.96 1)" fill="none" stroke="${colours.skinLine}" stroke-width="1.4" opacity=".5" stroke-linecap="round"/>`;
  const shadow =
    traits.eyeShadow > 0
      ? `<path d="M${inner}${upperLid}C${round(a * 0.5)} ${round(-up * 2)} ${round(-a * 0.4)} ${round(-up * 2)} ${inner}Z" fill="${colours.lip}" opacity="${round(traits.eyeShadow)}"/>`
      : '';
  const lashWidth = 1.7 + traits.lashes * 1.5;
  const wing = traits.lashes > 0.45 ? lashes(a, slant, traits.lashes) : '';
  const lash = toHex(ink.lash);
  const lids = `${shadow}${crease}<path d="M${inner}${upperLid}${wing}" fill="none" stroke="${lash}" stroke-width="${round(lashWidth)}" stroke-linecap="round" stroke-linejoin="round"/><path d="M${outer}${lowerLid}" fill="none" stroke="${colours.skinLine}" stroke-width="1.1" opacity=".55"/>`;

  const irisRadius = 6.7 * (0.6 + 0.4 * size);
  const pupilY = round((low - up) * 0.35 + traits.gazeY * 1.2);
  const ball = (gaze: number): string =>
    `<g clip-path="url(#eye)"><path d="${opening}" fill="${toHex(ink.eyeWhite)}"/><circle cx="${round(gaze)}" cy="${pupilY}" r="${round(irisRadius)}" fill="url(#iris)" stroke="${colours.irisRim}" stroke-width="1.2"/><circle cx="${round(gaze)}" cy="${pupilY}" r="${round(irisRadius * 0.46)}" fill="${toHex(ink.pupil)}"/><path d="M${inner}${upperLid}" fill="none" stroke="${colours.skinLine}" stroke-width="6" opacity=".28"/></g>`;
  const glintX = traits.lightX < 0 ? -2.3 : 2.3;
  const glint = (gaze: number): string =>
    `<circle cx="${round(gaze + glintX)}" cy="${round(Number(pupilY) - 2.6)}" r="1.9" fill="#fff" opacity=".95"/>`;
  const socket = `<ellipse cx="-1" cy="-3" rx="${round(a * 1.5)}" ry="${round(up * 2)}" fill="url(#socket)"/>`;
  const spacing = round(traits.eyeSpacing);
  const gazeX = traits.gazeX * 2.4;
  const eye = (mirror: '' | 'scale(-1 1)', side: number): string =>
    `<g transform="translate(${side < 0 ? '-' : ''}${spacing} 0)${mirror}">${socket}${ball(gazeX * side)}${lids}</g><g transform="translate(${side < 0 ? '-' : ''}${spacing} 0)">${glint(gazeX)}</g>`;
  return `<clipPath id="eye"><path d="${opening}"/></clipPath>
<radialGradient id="iris" cy=".75" r=".8"><stop stop-color="${colours.irisLight}"/><stop offset="1" stop-color="${colours.iris}"/></radialGradient>
<radialGradient id="socket"><stop stop-color="${colours.skinDeep}" stop-opacity=".42"/><stop offset="1" stop-color="${colours.skinDeep}" stop-opacity="0"/></radialGradient>
${eye('', 1)}${eye('scale(-1 1)', -1)}`;
}

function lashes(a: number, slant: number, strength: number): string {
  const reach = 2 + strength * 3;
  return `L${round(a + reach)} ${round(-slant * 0.6 - reach * 0.8)}M${round(a * 0.72)} ${round(-slant * 0.6 - 4)}l${round(reach * 0.7)} ${round(-reach * 0.75)}`;
}
