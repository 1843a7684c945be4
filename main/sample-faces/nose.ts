import { round } from './path.ts';
import type { Sitter } from './sitter.ts';
import type { NoseShape } from './trait-names.ts';

interface NoseMeasures {
  /** Half the width of the wings, at width 1. */
  wing: number;
  /** How far the tip hangs under the wings. */
  tip: number;
  /** Width of the bridge's shaded side. */
  bridge: number;
  /** How far the bridge bows out. */
  bump: number;
  nostril: number;
}

/** Nose shapes. */
export const noseShapes = {
  straight: { wing: 10, tip: 2.5, bridge: 5, bump: 0, nostril: 2 },
  button: { wing: 9, tip: 0.5, bridge: 3.5, bump: -1, nostril: 1.7 },
  wide: { wing: 13.5, tip: 1.5, bridge: 5.5, bump: 0, nostril: 2.7 },
  aquiline: { wing: 10, tip: 4, bridge: 6, bump: 3, nostril: 2 },
  upturned: { wing: 9.5, tip: -0.5, bridge: 3.8, bump: -1.5, nostril: 2.3 },
  round: { wing: 12, tip: 3.5, bridge: 5, bump: 0.5, nostril: 2.3 },
} as const satisfies Record<NoseShape, NoseMeasures>;

/** The nose: a shaded side, a lit bridge and tip, wings and nostrils. */
export function drawNose({ traits, head, colours }: Sitter): string {
  const shape: NoseMeasures = noseShapes[traits.noseShape];
  const wing = shape.wing * traits.noseWidth;
  const y = head.nose;
  const dark = traits.lightX < 0 ? 1 : -1;
  const w = (part: number): string => round(wing * part);
  const side = `M3.5 -14C${round(shape.bridge + shape.bump)} 0 ${round(shape.bridge + shape.bump)} ${round(y * 0.55)} ${w(0.72)} ${round(y - 9)}C${w(1.1)} ${round(y - 5)} ${w(1.05)} ${round(y + 1)} ${w(0.62)} ${round(y + 1)}C${w(0.3)} ${round(y + shape.tip)} 0 ${round(y + shape.tip)} 0 ${round(y + shape.tip)}C5 ${round(y - 9)} 1 0 3.5 -14Z`;
  const wings = `M${w(0.8)} ${round(y - 8.5)}C${w(1.2)} ${round(y - 5)} ${w(1.12)} ${round(y + 1.5)} ${w(0.68)} ${round(y + 0.6)}M${w(-0.8)} ${round(y - 8.5)}C${w(-1.2)} ${round(y - 5)} ${w(-1.12)} ${round(y + 1.5)} ${w(-0.68)} ${round(y + 0.6)}`;
  const base = `M${w(-0.36)} ${round(y + 1.4)}Q0 ${round(y + 2.2 + shape.tip)} ${w(0.36)} ${round(y + 1.4)}`;
  const nostrils = [-1, 1].map(
    (s) => `<ellipse cx="${w(s * 0.47)}" cy="${round(y + 0.2)}" rx="${round(shape.nostril)}" ry="1.3"/>`,
  );
  return `<ellipse cx="0" cy="${round(y + 4)}" rx="${w(1.1)}" ry="5" fill="${colours.skinDeep}" opacity=".16"/>
<path transform="scale(${dark} 1)" d="${side}" fill="${colours.skinShade}" opacity=".6"/>
<path d="M${-dark * 1.5} -4L${-dark * 1.5} ${round(y - 12)}" stroke="${colours.skinLight}" stroke-width="4" stroke-linecap="round" opacity=".5"/>
<ellipse cx="${-dark * 1.5}" cy="${round(y - 5.5)}" rx="4" ry="3.2" fill="${colours.skinLight}" opacity=".75"/>
<g fill="${colours.skinLine}" opacity=".75">${nostrils.join('')}</g>
<path d="${wings}${base}" fill="none" stroke="${colours.skinLine}" stroke-width="1.4" stroke-linecap="round" opacity=".6"/>`;
}
