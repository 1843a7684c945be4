import { toHex } from './colour.ts';
import { backdrops } from './palette.ts';
import { round } from './path.ts';
import type { Sitter } from './sitter.ts';
import type { BackdropStyle } from './trait-names.ts';

type Backdrop = (light: string, dark: string, sitter: Sitter) => string;

const sheet = '<path fill="url(#bg)" d="M0 0H256V256H0Z"/>';

function horizon(light: string, dark: string): string {
  return `<linearGradient id="bg" x2="0" y2="1"><stop offset=".2" stop-color="${light}"/><stop offset="1" stop-color="${dark}"/></linearGradient>${sheet}`;
}

/** How the two ends of a backdrop's colours are laid out. */
export const backdropStyles = {
  fade: (light, dark, { traits }) => {
    const x = traits.lightX < 0 ? 0 : 1;
    return `<linearGradient id="bg" x1="${x}" y1="0" x2="${1 - x}" y2="1"><stop stop-color="${light}"/><stop offset="1" stop-color="${dark}"/></linearGradient>${sheet}`;
  },
  glow: (light, dark, { traits }) =>
    `<radialGradient id="bg" cx="${round(0.5 + traits.lightX * 0.25)}" cy=".4" r=".75"><stop stop-color="${light}"/><stop offset="1" stop-color="${dark}"/></radialGradient>${sheet}`,
  halo: (light, dark) =>
    `<path fill="${dark}" d="M0 0H256V256H0Z"/><circle cx="128" cy="122" r="108" fill="${light}"/>`,
  horizon,
  bokeh: (light, dark, sitter): string => {
    const prng = sitter.detail(1);
    const discs = Array.from({ length: 7 }, () => {
      const x = round(prng.range(0, 256));
      return `<circle cx="${x}" cy="${round(prng.range(0, 220))}" r="${round(prng.range(14, 40))}"/>`;
    });
    return `${horizon(light, dark)}<g fill="${light}" opacity=".35">${discs.join('')}</g>`;
  },
} as const satisfies Record<BackdropStyle, Backdrop>;

/** The backdrop, in picture coordinates. */
export function drawBackground(sitter: Sitter): string {
  const [light, dark] = backdrops[sitter.traits.backdrop];
  const style: Backdrop = backdropStyles[sitter.traits.backdropStyle];
  return style(toHex(light), toHex(dark), sitter);
}
