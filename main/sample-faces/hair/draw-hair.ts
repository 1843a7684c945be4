import { round } from '../path.ts';
import type { Colours, Sitter } from '../sitter.ts';
import type { HairLayer } from './layer.ts';
import { hairStyles } from './styles.ts';

/** A sitter's hair: what lies behind the body, what lies over the face, and the shadow that falls on the skin. */
export interface DrawnHair {
  behind: string;
  over: string;
  /** To be clipped to the head. */
  shadow: string;
}

/** Draws the hair or the covering of a sitter. */
export function drawHair(sitter: Sitter): DrawnHair {
  const { traits, colours } = sitter;
  const layers = hairStyles[traits.hairStyle].draw(sitter);
  const mirror = traits.hairSide < 0 ? ' transform="scale(-1 1)"' : '';
  const paint = (place: HairLayer['place']): string => {
    const paths = layers.filter((layer) => layer.place === place).map((layer) => drawLayer(layer, colours));
    return `<g stroke-linecap="round" stroke-linejoin="round"${mirror}>${paths.join('')}</g>`;
  };
  const casting = layers.filter((layer) => layer.place === 'over' && layer.stroke === undefined);
  const shadow = casting.map((layer) => `<path fill-rule="evenodd" d="${layer.path}"/>`).join('');
  // The gradient lives in the mirrored group, so its light side is mirrored back.
  const light = traits.lightX * traits.hairSide;
  const x = round(light * 70);
  return {
    behind: `${gradient('hair', x, colours.hairLight, colours.hair, colours.hairShade)}${gradient('wrap', x, colours.fabricLight, colours.fabric, colours.fabricShade)}${paint('behind')}`,
    over: paint('over'),
    shadow: `<g${mirror}><g transform="translate(${round(-light * 2.5)} 5)" fill="${colours.skinDeep}" opacity=".38">${shadow}</g></g>`,
  };
}

function gradient(id: string, x: string, ...stops: [string, string, string]): string {
  return `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${x}" y1="-100" x2="${-Number(x)}" y2="110"><stop stop-color="${stops[0]}"/><stop offset=".38" stop-color="${stops[1]}"/><stop offset="1" stop-color="${stops[2]}"/></linearGradient>`;
}

function drawLayer(layer: HairLayer, colours: Colours): string {
  const paint =
    layer.paint === 'hair' ? 'url(#hair)' : layer.paint === 'fabric' ? 'url(#wrap)' : colours[layer.paint];
  const opacity = layer.opacity === undefined || layer.opacity === 1 ? '' : ` opacity="${layer.opacity}"`;
  return layer.stroke === undefined
    ? `<path fill-rule="evenodd" fill="${paint}"${opacity} d="${layer.path}"/>`
    : `<path fill="none" stroke="${paint}" stroke-width="${layer.stroke}"${opacity} d="${layer.path}"/>`;
}
