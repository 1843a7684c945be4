import { drawBackground } from './background.ts';
import { drawBrows } from './brows.ts';
import { drawBody } from './clothing.ts';
import { drawEarrings } from './earrings.ts';
import { drawEyes } from './eyes.ts';
import { drawComplexion, drawEars, drawHead } from './face.ts';
import { drawBeard, drawMoustache } from './facial-hair.ts';
import { drawGlasses } from './glasses.ts';
import { drawHair } from './hair/draw-hair.ts';
import { drawMouth } from './mouth.ts';
import { drawNose } from './nose.ts';
import { round } from './path.ts';
import { seat } from './sitter.ts';
import type { PortraitTraits } from './traits.ts';

/** Draws a portrait as SVG, `size` pixels square; the same traits always give the same text. */
export function drawPortrait(traits: PortraitTraits, size = side): string {
  const sitter = seat(traits);
  const { head } = sitter;
  const hair = drawHair(sitter);
  // A turned head moves what stands out from it: the nose the most, the eyes less.
  const turned = (units: number, svg: string): string =>
    `<g transform="translate(${round(traits.turn * units)} 0)">${svg}</g>`;
  const place = (share: number): string =>
    `translate(${round(side / 2 + traits.shiftX * share)} ${round(eyeLevel + traits.shiftY * share)})`;
  const pose = `${place(1)} rotate(${round(traits.tilt)}) scale(${traits.scale.toFixed(3)})`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${side} ${side}">
${drawBackground(sitter)}
<g transform="${pose}">${hair.behind}</g>
<g transform="${place(0.7)} scale(${traits.scale.toFixed(3)})">${drawBody(sitter)}</g>
<g transform="${pose}">${turned(-2, drawEars(sitter))}
${drawHead(sitter)}
<clipPath id="head"><path d="${head.outline}"/></clipPath>
<g clip-path="url(#head)">${turned(3, drawComplexion(sitter))}${hair.shadow}</g>
${drawBeard(sitter)}
${turned(3, drawEyes(sitter) + drawBrows(sitter))}
${turned(4, drawMouth(sitter) + drawMoustache(sitter))}
${turned(5, drawNose(sitter))}
${turned(3, drawGlasses(sitter))}
${turned(-2, drawEarrings(sitter))}
${hair.over}
</g></svg>`;
}

/** Side of the drawing's own square; the middle between the eyes is at (128, 116). */
const side = 256;
const eyeLevel = 116;
