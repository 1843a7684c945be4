import { round } from './path.ts';
import type { Sitter } from './sitter.ts';
import type { ClothingName } from './trait-names.ts';

type Clothing = (neck: number, sitter: Sitter) => string;

/** What is seen of the clothes, fitted to half the neck's width; y 140 is under the picture's lower edge. */
export const clothes = {
  tee: (neck) =>
    `<path fill="url(#cloth)" d="${shoulders(neck)}"/><path fill="none" class="f" stroke-width="4.5" d="M${-neck - 9} 101Q0 138 ${neck + 9} 101"/>`,
  vneck: (neck) => `<path fill="url(#cloth)" d="${shoulders(neck, 40)}"/>`,
  scoop: (neck) =>
    `<path fill="url(#cloth)" d="M-150 150C-140 122 ${-neck - 52} 113 ${-neck - 34} 112Q0 186 ${neck + 34} 112C${neck + 52} 113 140 122 150 150Z"/>`,
  shirt: (neck, { colours }) =>
    `<path fill="url(#cloth)" d="${shoulders(neck)}"/><path fill="${colours.fabricLight}" class="f" stroke-width="1.2" d="M${-neck - 3} 90L${-neck - 17} 104L${-neck + 2} 134L0 118Q${-neck + 3} 106 ${-neck - 3} 90ZM${neck + 3} 90L${neck + 17} 104L${neck - 2} 134L0 118Q${neck - 3} 106 ${neck + 3} 90Z"/>`,
  turtleneck: (neck) =>
    `<path fill="url(#cloth)" d="${shoulders(neck)}"/><path fill="url(#cloth)" d="M${-neck - 3} 84Q0 104 ${neck + 3} 84L${neck + 8} 122Q0 136 ${-neck - 8} 122Z"/><path fill="none" class="f" stroke-width="1.6" d="M${-neck - 2} 90Q0 110 ${neck + 2} 90M${-neck - 7} 118Q0 133 ${neck + 7} 118"/>`,
  hoodie: (neck, { colours }) =>
    `<path fill="url(#cloth)" d="${shoulders(neck)}"/><path fill="${colours.fabricShade}" d="M${-neck - 4} 84C${-neck - 34} 92 ${-neck - 40} 118 ${-neck - 16} 150L0 150Q${-neck - 12} 122 ${-neck - 4} 84ZM${neck + 4} 84C${neck + 34} 92 ${neck + 40} 118 ${neck + 16} 150L0 150Q${neck + 12} 122 ${neck + 4} 84Z"/><path fill="none" stroke="${colours.fabricLight}" stroke-width="2" d="M-11 130V150M11 130V150"/>`,
  suit: (neck, { colours }) =>
    `<path fill="#f4f1ec" d="${shoulders(neck)}"/><path fill="${colours.accent}" d="M-6 118H6L9 150H-9Z"/><path fill="#fff" stroke="#d8d4d0" d="M${-neck - 1} 92L${-neck - 9} 103L-12 126L0 117ZM${neck + 1} 92L${neck + 9} 103L12 126L0 117Z"/><path fill="url(#cloth)" d="M-150 150C-140 122 ${-neck - 40} 108 ${-neck - 9} 98Q-22 130 -14 150ZM150 150C140 122 ${neck + 40} 108 ${neck + 9} 98Q22 130 14 150Z"/>`,
} as const satisfies Record<ClothingName, Clothing>;

function shoulders(neck: number, depth = 16): string {
  return `M-150 150C-140 122 ${-neck - 40} 109 ${-neck - 11} 99Q0 ${100 + depth * 2} ${neck + 11} 99C${neck + 40} 109 140 122 150 150Z`;
}

/** Neck, shoulders and clothes; the head's shadow falls on the neck. */
export function drawBody(sitter: Sitter): string {
  const { traits, head, colours } = sitter;
  const neck = Math.round(traits.neckWidth);
  const chin = head.chin;
  const side = traits.lightX < 0 ? -1 : 1;
  const clothing: Clothing = clothes[traits.clothing];
  return `<linearGradient id="neck" gradientUnits="userSpaceOnUse" x1="0" y1="${round(chin - 12)}" x2="0" y2="${round(chin + 32)}"><stop stop-color="${colours.skinDeep}"/><stop offset=".45" stop-color="${colours.skinShade}"/><stop offset="1" stop-color="${colours.skin}"/></linearGradient>
<linearGradient id="cloth" gradientUnits="userSpaceOnUse" x1="${side * 110}" y1="90" x2="${-side * 110}" y2="150"><stop stop-color="${colours.fabricLight}"/><stop offset=".5" stop-color="${colours.fabric}"/><stop offset="1" stop-color="${colours.fabricShade}"/></linearGradient>
<style>.f{stroke:${colours.fabricShade};stroke-linejoin:round}</style>
<path fill="url(#neck)" d="M${-neck} 30V82C${-neck} 100 ${-neck - 30} 104 ${-neck - 62} 116L-120 150H120L${neck + 62} 116C${neck + 30} 104 ${neck} 100 ${neck} 82V30Z"/>
<path fill="none" stroke="${colours.skinShade}" stroke-width="1.8" stroke-linecap="round" d="M-5 116Q-16 114 ${-neck - 6} 110M5 116Q16 114 ${neck + 6} 110"/>
${clothing(neck, sitter)}`;
}
