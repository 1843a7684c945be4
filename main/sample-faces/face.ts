import { coversEars } from './hair/styles.ts';
import { edgeAt } from './head.ts';
import { round } from './path.ts';
import type { Sitter } from './sitter.ts';

/** Ears, which the head and the hair partly cover. */
export function drawEars(sitter: Sitter): string {
  const { traits, head, colours } = sitter;
  if (coversEars(traits.hairStyle)) return '';
  const x = round(edgeAt(head, 8) - 3);
  const size = round(traits.earSize);
  const ear = `<path d="M0 -15C8 -21 16 -15 14 -4C13 4 10 14 4 17C1 18 -2 16 -2 12Z" fill="${colours.skin}"/><path d="M0 -15C8 -21 16 -15 14 -4C13 4 10 14 4 17C1 18 -2 16 -2 12Z" fill="${colours.skinShade}" opacity=".45"/><path d="M4 -11C10 -14 12 -8 10 -3C8 2 5 3 5 9" fill="none" stroke="${colours.skinDeep}" stroke-width="1.8" stroke-linecap="round" opacity=".7"/>`;
  return `<g transform="translate(${x} 7) scale(${size})">${ear}</g><g transform="translate(-${x} 7) scale(-${size} ${size})">${ear}</g>`;
}

/** The skin of the head under soft light from one side. */
export function drawHead({ traits, head, colours }: Sitter): string {
  const light = traits.lightX;
  const strength = traits.lightStrength;
  const w = head.width;
  return `<radialGradient id="skin" gradientUnits="userSpaceOnUse" cx="${round(light * w * 0.55)}" cy="-18" r="${round(w * 1.9)}"><stop stop-color="${colours.skinLight}"/><stop offset=".4" stop-color="${colours.skin}"/><stop offset="1" stop-color="${colours.skinShade}"/></radialGradient>
<linearGradient id="side" gradientUnits="userSpaceOnUse" x1="${round(light * w)}" y1="-20" x2="${round(-light * w)}" y2="14"><stop offset=".55" stop-color="${colours.skinDeep}" stop-opacity="0"/><stop offset="1" stop-color="${colours.skinDeep}" stop-opacity="${round(strength)}"/></linearGradient>
<path d="${head.outline}" fill="url(#skin)"/><path d="${head.outline}" fill="url(#side)"/>`;
}

/** Blush, freckles and the lines of age, to be clipped to the head. */
export function drawComplexion(sitter: Sitter): string {
  const { traits, head, colours } = sitter;
  const cheekX = round(traits.eyeSpacing + 9);
  const blush = `<radialGradient id="blush"><stop stop-color="${colours.blush}" stop-opacity="${round(0.12 + traits.blush * 0.5)}"/><stop offset="1" stop-color="${colours.blush}" stop-opacity="0"/></radialGradient><g fill="url(#blush)"><circle cx="${cheekX}" cy="27" r="21"/><circle cx="-${cheekX}" cy="27" r="21"/></g>`;
  return blush + drawFreckles(sitter) + drawAge(sitter, head.nose, head.mouth);
}

function drawFreckles(sitter: Sitter): string {
  const { traits, colours } = sitter;
  if (traits.freckles === 0) return '';
  const prng = sitter.detail(2);
  const spots = Array.from({ length: Math.round(14 + traits.freckles * 26) }, () => {
    const x = prng.normal(0, 24);
    return `<circle cx="${round(x)}" cy="${round(prng.normal(20, 6) - Math.abs(x) * 0.08)}" r="${round(prng.range(0.8, 1.5))}"/>`;
  });
  return `<g fill="${colours.skinLine}" opacity=".5">${spots.join('')}</g>`;
}

function drawAge({ traits, colours }: Sitter, nose: number, mouth: number): string {
  if (traits.age < 46) return '';
  const depth = Math.min(1, (traits.age - 42) / 40);
  const x = traits.mouthWidth;
  const folds = `M14 ${round(nose - 4)}Q${round(x + 5)} ${round(nose + 6)} ${round(x + 5)} ${round(mouth - 2)}M-14 ${round(nose - 4)}Q${round(-x - 5)} ${round(nose + 6)} ${round(-x - 5)} ${round(mouth - 2)}`;
  const eye = traits.eyeSpacing;
  const bags = [-1, 1].map(
    (s) => `M${round(s * (eye - 10))} 11Q${round(s * eye)} 17 ${round(s * (eye + 11))} 10`,
  );
  const feet = [-1, 1].map(
    (s) =>
      `M${round(s * (eye + 17))} -3l${s * 6} -4M${round(s * (eye + 17.5))} 1l${s * 7} 0M${round(s * (eye + 17))} 5l${s * 6} 3`,
  );
  const brow = traits.age > 55 ? 'M-21 -38Q0 -41 21 -38M-15 -44Q0 -46 15 -44' : '';
  return `<g fill="none" stroke="${colours.skinLine}" stroke-linecap="round"><path d="${folds}" stroke-width="1.5" opacity="${round(0.08 + depth * 0.36)}"/><path d="${bags.join('')}${brow}${traits.age > 50 ? feet.join('') : ''}" stroke-width="1.2" opacity="${round(depth * 0.42)}"/></g>`;
}
