import { backdropStyles } from './background.ts';
import { clothes } from './clothing.ts';
import { eyeShapes } from './eyes.ts';
import { facialHairs } from './facial-hair.ts';
import { glassesStyles } from './glasses.ts';
import { hairStyles, hairStyleWeight } from './hair/styles.ts';
import { headShapes } from './head.ts';
import { keysOf } from './keys-of.ts';
import { noseShapes } from './nose.ts';
import { backdrops, fabrics, frameColours, hairColours, irisColours, lipsticks } from './palette.ts';
import { createPrng, type Prng } from './prng.ts';
import type { FacialHairName, GlassesName, MouthName } from './trait-names.ts';
import type { PortraitTraits } from './traits.ts';

/** Draws the traits of portrait `index` of a seed; no portrait depends on another. */
export function sampleTraits(seed: number, index: number): PortraitTraits {
  const prng = createPrng(seed, index);
  const femininity = clamp(prng.normal(prng.chance(0.5) ? 0.84 : 0.16, 0.1), 0, 1);
  const age = Math.round(18 + 62 * prng.next() ** 2);
  const skinDepth = prng.next() ** 1.25;
  return {
    detailSeed: Math.floor(prng.next() * 2 ** 32),
    age,
    femininity,
    skinDepth,
    skinUndertone: clamp(prng.normal(0.1, 0.5), -1, 1),
    freckles: skinDepth < 0.5 && prng.chance(0.16) ? prng.range(0.2, 1) : 0,
    blush: clamp(prng.normal(0.22 + femininity * 0.22, 0.15), 0, 1),
    ...sampleHead(prng, femininity),
    ...sampleHair(prng, femininity, skinDepth, age),
    ...sampleFeatures(prng, femininity, skinDepth, age),
    ...sampleAttire(prng, femininity, age),
    ...sampleScene(prng),
  };
}

function sampleHead(prng: Prng, femininity: number) {
  return {
    headShape: prng.pick(keysOf(headShapes)),
    headWidth: prng.normal(60 - femininity * 1.5, 1.9),
    chinDrop: prng.normal(86 - femininity * 2, 2),
    jaw: prng.normal(1.035 - femininity * 0.065, 0.022),
    chin: prng.normal(1.08 - femininity * 0.16, 0.07),
    earSize: prng.normal(1.02 - femininity * 0.07, 0.07),
    neckWidth: prng.normal(36 - femininity * 9, 1.8),
  };
}

function sampleHair(prng: Prng, femininity: number, skinDepth: number, age: number) {
  const side: -1 | 1 = prng.chance(0.5) ? -1 : 1;
  return {
    hairStyle: prng.weighted(keysOf(hairStyles), (name) =>
      hairStyleWeight(name, { femininity, skinDepth, age }),
    ),
    hairColour: prng.weighted(keysOf(hairColours), (name) => weightAt(skinDepth, hairColours[name])),
    hairGrey: sampleGrey(prng, age),
    hairVolume: prng.next(),
    hairSide: side,
    hairline: prng.normal(51 + (1 - femininity) * 1.5, 2),
  };
}

function sampleGrey(prng: Prng, age: number): number {
  const likelihood = clamp((age - 42) / 36, 0, 0.9);
  return prng.chance(likelihood) ? clamp(prng.normal(0.25 + likelihood * 0.6, 0.2), 0.1, 1) : 0;
}

function sampleFeatures(prng: Prng, femininity: number, skinDepth: number, age: number) {
  const madeUp = prng.chance(femininity * 0.6);
  const width = 1 + skinDepth * 0.1;
  return {
    eyeShape: prng.pick(keysOf(eyeShapes)),
    eyeSize: prng.normal(1.13 + femininity * 0.08, 0.05),
    eyeSpacing: prng.normal(27.6, 0.9),
    eyeOpenness: clamp(prng.normal(1 - age * 0.0012, 0.09), 0.72, 1.15),
    irisColour: prng.weighted(keysOf(irisColours), (name) => weightAt(skinDepth, irisColours[name])),
    gazeX: clamp(prng.normal(0, 0.35), -1, 1),
    gazeY: clamp(prng.normal(0, 0.25), -1, 1),
    lashes: clamp(prng.normal(femininity * 0.75, 0.15), 0, 1),
    eyeShadow: madeUp && prng.chance(0.5) ? prng.range(0.15, 0.45) : 0,
    browThickness: clamp(prng.normal(6.4 - femininity * 2, 0.8), 2.8, 8.2),
    browAngle: prng.normal(-1, 3),
    browArch: clamp(prng.normal(0.25 + femininity * 0.4, 0.25), 0, 1.2),
    browLift: prng.normal(2.6 + femininity, 1.3),
    noseShape: prng.pick(keysOf(noseShapes)),
    noseLength: prng.normal(35, 1.7),
    noseWidth: prng.normal((1.06 - femininity * 0.12) * width, 0.06),
    mouth: prng.weighted(keysOf(mouthWeights), (name) => mouthWeights[name]),
    mouthWidth: prng.normal(21.5, 1.4),
    lipFullness: clamp(prng.normal(0.8 + femininity * 0.22 + skinDepth * 0.16, 0.13), 0.5, 1.5),
    lipstick: madeUp ? prng.pick(keysOf(lipsticks)) : ('none' as const),
    facialHair: sampleFacialHair(prng, femininity),
  };
}

const mouthWeights: Readonly<Record<MouthName, number>> = {
  neutral: 3,
  serious: 0.8,
  softSmile: 4,
  smile: 4,
  smirk: 1.5,
  parted: 1.5,
  grin: 3.5,
  laugh: 2,
};

function sampleFacialHair(prng: Prng, femininity: number): FacialHairName {
  if (femininity > 0.4 || prng.chance(0.42)) return 'none';
  const { none: _, ...styles } = facialHairs;
  return prng.pick(keysOf(styles));
}

function sampleAttire(prng: Prng, femininity: number, age: number) {
  const { none: _, ...styles } = glassesStyles;
  const glasses: GlassesName = prng.chance(0.18 + age * 0.003) ? prng.pick(keysOf(styles)) : 'none';
  return {
    glasses,
    frameColour: prng.pick(keysOf(frameColours)),
    earrings: prng.chance(femininity * 0.55) ? prng.pick(['stud', 'hoop'] as const) : ('none' as const),
    earringMetal: prng.pick(['gold', 'silver'] as const),
    clothing: prng.pick(keysOf(clothes)),
    fabric: prng.pick(keysOf(fabrics)),
    accentFabric: prng.pick(keysOf(fabrics)),
  };
}

function sampleScene(prng: Prng) {
  const lightSide = prng.chance(0.5) ? -1 : 1;
  return {
    backdrop: prng.pick(keysOf(backdrops)),
    backdropStyle: prng.pick(keysOf(backdropStyles)),
    lightX: lightSide * prng.range(0.45, 1),
    lightStrength: prng.range(0.22, 0.5),
    tilt: prng.normal(0, 1.7),
    turn: clamp(prng.normal(0, 0.45), -1, 1),
    shiftX: prng.normal(0, 1.5),
    shiftY: prng.normal(0, 1.5),
    scale: prng.normal(1, 0.018),
  };
}

/** How common a colour is on a skin: its two ends blended as a geometric mean. */
function weightAt(depth: number, { weight }: { weight: readonly [light: number, deep: number] }): number {
  return weight[0] ** (1 - depth) * weight[1] ** depth;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
