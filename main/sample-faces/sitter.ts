import { adjust, type Colour, mix, toHex } from './colour.ts';
import { type Head, measureHead } from './head.ts';
import {
  fabrics,
  greyHair,
  type HairColour,
  hairColours,
  ink,
  irisColours,
  lipsticks,
  skinRamp,
  undyedHair,
} from './palette.ts';
import { createPrng, type Prng } from './prng.ts';
import type { PortraitTraits } from './traits.ts';

/** The colours of one portrait as #rrggbb. */
export interface Colours {
  skin: string;
  skinLight: string;
  skinShade: string;
  skinDeep: string;
  skinLine: string;
  blush: string;
  lip: string;
  lipShade: string;
  lipLight: string;
  lipLine: string;
  hair: string;
  hairLight: string;
  hairShade: string;
  hairDeep: string;
  beard: string;
  beardShade: string;
  brow: string;
  iris: string;
  irisLight: string;
  irisRim: string;
  fabric: string;
  fabricLight: string;
  fabricShade: string;
  accent: string;
}

/** What every part of a drawing is given: the traits, the head fitted to them and the colours. */
export interface Sitter {
  traits: PortraitTraits;
  head: Head;
  colours: Colours;
  /** A generator of its own for each named part, so that one part's draws never move another's. */
  detail(part: number): Prng;
}

/** Seats a sitter: all that follows from the traits before anything is drawn. */
export function seat(traits: PortraitTraits): Sitter {
  return {
    traits,
    head: measureHead(traits),
    colours: chooseColours(traits),
    detail: (part) => createPrng(traits.detailSeed, part),
  };
}

function chooseColours(traits: PortraitTraits): Colours {
  const skin = skinColour(traits);
  const { colour: headHair, dyed = false }: HairColour = hairColours[traits.hairColour];
  const natural = mix(dyed ? undyedHair : headHair, greyHair, traits.hairGrey);
  const hair = dyed ? headHair : natural;
  const fabric = fabrics[traits.fabric];
  const accent = fabrics[traits.accentFabric];
  const iris = irisColours[traits.irisColour].colour;
  const naturalLip = mix(adjust(skin, 0.86, 1.35, -16), [0.56, 0.14, 18], 0.35);
  const lip = traits.lipstick === 'none' ? naturalLip : mix(naturalLip, lipsticks[traits.lipstick], 0.82);
  const shade = (colour: Colour, lightness: number, chroma = 1, hue = 0): string =>
    toHex(adjust(colour, lightness, chroma, hue));
  return {
    skin: toHex(skin),
    skinLight: shade(skin, 1.055, 0.85, 4),
    skinShade: shade(skin, 0.87, 1.25, -9),
    skinDeep: shade(skin, 0.72, 1.3, -14),
    skinLine: shade(skin, 0.62, 1.3, -16),
    blush: toHex(mix(skin, [0.62, 0.17, 18], 0.6)),
    lip: toHex(lip),
    lipShade: shade(lip, 0.8, 1.1, -2),
    lipLight: shade(lip, 1.16, 0.75),
    lipLine: shade(lip, 0.56, 0.95, -4),
    hair: toHex(hair),
    hairLight: shade(hair, hair[0] < 0.4 ? 1.5 : 1.14, 1.1, 4),
    hairShade: shade(hair, 0.8, 1.05, -4),
    hairDeep: shade(hair, 0.64, 1, -6),
    beard: toHex(natural),
    beardShade: shade(natural, 0.82, 1.05, -4),
    brow: toHex(mix(adjust(natural, natural[0] > 0.6 ? 0.7 : 0.84, 1.05), ink.lash, 0.12)),
    iris: toHex(iris),
    irisLight: shade(iris, 1.28, 1.1, 6),
    irisRim: shade(iris, 0.58),
    fabric: toHex(fabric),
    fabricLight: shade(fabric, 1.08),
    fabricShade: shade(fabric, 0.82, 1.05),
    accent: toHex(accent),
  };
}

function skinColour(traits: PortraitTraits): Colour {
  const position = traits.skinDepth * (skinRamp.length - 1);
  const step = Math.min(skinRamp.length - 2, Math.floor(position));
  const tone = mix(skinRamp[step], skinRamp[step + 1], position - step);
  // Rosy skins lean to red, golden skins to yellow with a little more colour.
  return [tone[0], tone[1] * (1 + 0.06 * traits.skinUndertone), tone[2] + 8 * traits.skinUndertone];
}
