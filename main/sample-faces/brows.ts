import { round } from './path.ts';
import type { Sitter } from './sitter.ts';

/** Both eyebrows: tapered strokes that follow the brow's arch. */
export function drawBrows({ traits, colours }: Sitter): string {
  const half = 16.5;
  const thick = traits.browThickness;
  const arch = 2.6 + traits.browArch * 3.4;
  const shape = `M${-half} ${round(thick * 0.4)}C${-half + 0.5} ${round(-thick * 0.55)} ${-4} ${round(-arch)} 3 ${round(-arch)}C9 ${round(-arch)} 14 -1.5 ${half + 1.5} 3.2C13 0.8 9 ${round(-arch + thick * 0.75)} 3 ${round(-arch + thick)}C-4 ${round(-arch + thick * 1.15)} ${-half + 4} ${round(thick * 0.95)} ${-half} ${round(thick * 0.4)}Z`;
  const y = round(-19.5 - traits.browLift);
  const x = round(traits.eyeSpacing + 0.5);
  const angle = round(-traits.browAngle);
  return `<g fill="${colours.brow}"><path transform="translate(${x} ${y}) rotate(${angle})" d="${shape}"/><path transform="translate(-${x} ${y}) scale(-1 1) rotate(${angle})" d="${shape}"/></g>`;
}
