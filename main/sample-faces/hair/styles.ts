import type { HairStyleName } from '../trait-names.ts';
import { beanie, headband, headscarf } from './covered.ts';
import { afro, curlyTop, locs, longCurly } from './curly.ts';
import type { HairDrawing } from './layer.ts';
import { bob, bobFringe, curtains, lob, longFringe, longStraight, longWavy } from './long.ts';
import { crop, messy, pixie, quiff, sidePart, slickedBack } from './short.ts';
import { bald, buzz, horseshoe, receding } from './sparse.ts';
import { braids, ponytail, spaceBuns, topBun } from './tied.ts';

/** A hairstyle or a head covering. */
export interface HairStyle {
  draw: HairDrawing;
  /** True when no ear is seen. */
  coversEars?: boolean;
  /** How common the style is on masculine and on feminine sitters. */
  masculine: number;
  feminine: number;
  /** Factors on that for deep skin and for old age; 1 if absent. */
  deep?: number;
  old?: number;
}

/** Every hairstyle and head covering. */
export const hairStyles = {
  bald: { draw: bald, masculine: 2.2, feminine: 0.15, old: 2 },
  buzz: { draw: buzz, masculine: 4.5, feminine: 0.4, deep: 1.8 },
  crop: { draw: crop, masculine: 9, feminine: 0.8 },
  sidePart: { draw: sidePart, masculine: 9, feminine: 0.6, old: 1.5, deep: 0.4 },
  quiff: { draw: quiff, masculine: 8, feminine: 0.4, old: 0.5, deep: 0.6 },
  slickedBack: { draw: slickedBack, masculine: 5, feminine: 1.2 },
  messy: { draw: messy, masculine: 6, feminine: 0.8, old: 0.3, deep: 0.3 },
  receding: { draw: receding, masculine: 2, feminine: 0, old: 4 },
  horseshoe: { draw: horseshoe, masculine: 1.2, feminine: 0, old: 6 },
  pixie: { draw: pixie, masculine: 0.6, feminine: 4, old: 1.8 },
  curtains: { draw: curtains, masculine: 3, feminine: 1.4, old: 0.4, deep: 0.4 },
  curlyTop: { draw: curlyTop, masculine: 5, feminine: 2.6 },
  afro: { draw: afro, coversEars: true, masculine: 1, feminine: 1.4, deep: 7, old: 0.6 },
  longCurly: { draw: longCurly, coversEars: true, masculine: 0.5, feminine: 6, deep: 1.6 },
  locs: { draw: locs, coversEars: true, masculine: 0.5, feminine: 0.7, deep: 8, old: 0.3 },
  bob: { draw: bob, coversEars: true, masculine: 0, feminine: 6, old: 1.6 },
  bobFringe: { draw: bobFringe, coversEars: true, masculine: 0, feminine: 4.5 },
  lob: { draw: lob, coversEars: true, masculine: 0.9, feminine: 5.5 },
  longStraight: { draw: longStraight, coversEars: true, masculine: 0.9, feminine: 6.5, old: 0.5 },
  longWavy: { draw: longWavy, coversEars: true, masculine: 0.6, feminine: 6.5, old: 0.6 },
  longFringe: { draw: longFringe, coversEars: true, masculine: 0, feminine: 4.5, old: 0.4 },
  topBun: { draw: topBun, masculine: 1, feminine: 4.5, old: 1.3 },
  spaceBuns: { draw: spaceBuns, masculine: 0, feminine: 1.4, old: 0.1 },
  ponytail: { draw: ponytail, masculine: 0.4, feminine: 4.5, old: 0.6 },
  braids: { draw: braids, coversEars: true, masculine: 0, feminine: 2.2, old: 0.2, deep: 1.6 },
  headscarf: { draw: headscarf, coversEars: true, masculine: 0, feminine: 3.5 },
  headband: { draw: headband, masculine: 0.2, feminine: 2 },
  beanie: { draw: beanie, masculine: 2.5, feminine: 1.2, old: 0.6 },
} as const satisfies Record<HairStyleName, HairStyle>;

/** How common a style is for a sitter. */
export function hairStyleWeight(
  name: HairStyleName,
  sitter: { femininity: number; skinDepth: number; age: number },
): number {
  const style: HairStyle = hairStyles[name];
  // Sharpened, so that a style of one pole is rare, though never absent, at the other.
  const blend = sitter.femininity ** 2 * (3 - 2 * sitter.femininity);
  const oldness = Math.max(0, Math.min(1, (sitter.age - 35) / 35));
  const common = style.masculine + (style.feminine - style.masculine) * blend;
  return common * (style.deep ?? 1) ** (sitter.skinDepth * 1.4) * (style.old ?? 1) ** oldness;
}

/** True when a style leaves no ear to be seen. */
export function coversEars(name: HairStyleName): boolean {
  const style: HairStyle = hairStyles[name];
  return style.coversEars ?? false;
}
