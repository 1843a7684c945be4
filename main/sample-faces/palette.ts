import type { Colour } from './colour.ts';

/** Skin from light to deep; a portrait lies anywhere between two neighbours. */
export const skinRamp: readonly Colour[] = [
  [0.925, 0.037, 58],
  [0.875, 0.056, 60],
  [0.815, 0.072, 62],
  [0.74, 0.08, 60],
  [0.65, 0.08, 55],
  [0.55, 0.07, 50],
  [0.46, 0.056, 46],
];

/** One hair colour. */
export interface HairColour {
  colour: Colour;
  /** How common the colour is on the lightest and on the deepest skin. */
  weight: readonly [light: number, deep: number];
  /** True when the colour is out of a bottle, so that brows and beards do not share it. */
  dyed?: boolean;
}

/** Hair colours before age greys them. */
export const hairColours = {
  black: { colour: [0.27, 0.018, 290], weight: [2, 12] },
  espresso: { colour: [0.33, 0.04, 50], weight: [3, 5] },
  brown: { colour: [0.43, 0.065, 52], weight: [5, 2] },
  chestnut: { colour: [0.47, 0.095, 42], weight: [3, 0.8] },
  auburn: { colour: [0.5, 0.125, 38], weight: [2, 0.1] },
  ginger: { colour: [0.65, 0.15, 50], weight: [1.7, 0.01] },
  caramel: { colour: [0.6, 0.095, 66], weight: [2.5, 0.4] },
  blond: { colour: [0.78, 0.1, 84], weight: [3, 0.05] },
  platinum: { colour: [0.89, 0.05, 92], weight: [1, 0.08] },
  rose: { colour: [0.68, 0.13, 5], weight: [0.35, 0.2], dyed: true },
  teal: { colour: [0.56, 0.09, 200], weight: [0.3, 0.15], dyed: true },
  violet: { colour: [0.47, 0.13, 300], weight: [0.3, 0.25], dyed: true },
} as const satisfies Record<string, HairColour>;
export type HairColourName = keyof typeof hairColours;

/** What grows under dyed hair. */
export const undyedHair: Colour = hairColours.espresso.colour;

/** What any hair turns to with age. */
export const greyHair: Colour = [0.84, 0.008, 260];

interface IrisColour {
  colour: Colour;
  weight: readonly [light: number, deep: number];
}

/** Iris colours. */
export const irisColours = {
  umber: { colour: [0.34, 0.05, 45], weight: [2.5, 12] },
  brown: { colour: [0.44, 0.085, 52], weight: [3.5, 5] },
  amber: { colour: [0.6, 0.12, 70], weight: [1, 0.6] },
  hazel: { colour: [0.55, 0.085, 95], weight: [1.8, 0.4] },
  green: { colour: [0.6, 0.1, 145], weight: [1.6, 0.04] },
  blue: { colour: [0.6, 0.11, 245], weight: [3, 0.02] },
  ice: { colour: [0.72, 0.07, 230], weight: [1.4, 0.01] },
  grey: { colour: [0.6, 0.025, 240], weight: [1, 0.03] },
} as const satisfies Record<string, IrisColour>;
export type IrisColourName = keyof typeof irisColours;

/** Lipsticks. */
export const lipsticks = {
  rose: [0.62, 0.14, 12],
  coral: [0.67, 0.16, 30],
  red: [0.55, 0.19, 24],
  berry: [0.45, 0.14, 8],
  plum: [0.38, 0.1, 345],
  mauve: [0.6, 0.09, 355],
} as const satisfies Record<string, Colour>;
export type LipstickName = keyof typeof lipsticks;

/** Clothes, scarves and hats. */
export const fabrics = {
  ivory: [0.94, 0.015, 90],
  charcoal: [0.34, 0.012, 260],
  navy: [0.36, 0.075, 262],
  denim: [0.54, 0.085, 250],
  sky: [0.76, 0.085, 235],
  teal: [0.56, 0.085, 195],
  forest: [0.44, 0.075, 155],
  sage: [0.72, 0.06, 140],
  mustard: [0.77, 0.135, 82],
  rust: [0.57, 0.13, 42],
  crimson: [0.5, 0.165, 20],
  blush: [0.8, 0.075, 12],
  lilac: [0.74, 0.085, 305],
  plum: [0.42, 0.1, 325],
} as const satisfies Record<string, Colour>;
export type FabricName = keyof typeof fabrics;

/** Spectacle frames. */
export const frameColours = {
  black: [0.25, 0.01, 270],
  tortoise: [0.42, 0.085, 55],
  gold: [0.74, 0.11, 82],
  silver: [0.72, 0.012, 250],
  navy: [0.36, 0.09, 262],
  red: [0.5, 0.16, 22],
} as const satisfies Record<string, Colour>;
export type FrameColourName = keyof typeof frameColours;

/** Backdrops as a light and a dark end. */
export const backdrops = {
  dawn: [
    [0.93, 0.05, 60],
    [0.8, 0.1, 25],
  ],
  peach: [
    [0.93, 0.045, 70],
    [0.82, 0.09, 55],
  ],
  sand: [
    [0.93, 0.025, 85],
    [0.8, 0.045, 75],
  ],
  butter: [
    [0.95, 0.06, 95],
    [0.85, 0.11, 85],
  ],
  mint: [
    [0.94, 0.045, 165],
    [0.8, 0.075, 175],
  ],
  meadow: [
    [0.92, 0.06, 130],
    [0.76, 0.09, 150],
  ],
  lagoon: [
    [0.9, 0.05, 205],
    [0.68, 0.09, 220],
  ],
  sky: [
    [0.93, 0.035, 230],
    [0.77, 0.085, 245],
  ],
  dusk: [
    [0.82, 0.07, 295],
    [0.58, 0.11, 275],
  ],
  lilac: [
    [0.92, 0.04, 310],
    [0.78, 0.085, 300],
  ],
  rose: [
    [0.93, 0.035, 10],
    [0.79, 0.085, 5],
  ],
  slate: [
    [0.74, 0.025, 250],
    [0.5, 0.04, 260],
  ],
  night: [
    [0.52, 0.07, 265],
    [0.31, 0.065, 275],
  ],
  pine: [
    [0.6, 0.055, 180],
    [0.38, 0.05, 190],
  ],
  wine: [
    [0.58, 0.1, 10],
    [0.36, 0.08, 355],
  ],
} as const satisfies Record<string, readonly [light: Colour, dark: Colour]>;
export type BackdropName = keyof typeof backdrops;

/** Fixed colours. */
export const ink = {
  eyeWhite: [0.975, 0.006, 80],
  pupil: [0.17, 0.01, 280],
  lash: [0.22, 0.02, 40],
  mouth: [0.31, 0.085, 20],
  teeth: [0.97, 0.012, 90],
  tongue: [0.62, 0.125, 20],
  gold: [0.82, 0.12, 85],
  silver: [0.86, 0.008, 250],
} as const satisfies Record<string, Colour>;
