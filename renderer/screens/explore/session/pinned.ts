import type { LatentPoint } from '../../../../main/contract/latents/recipe.ts';

export const pinNames = ['A', 'B', 'C'] as const;
export type PinName = (typeof pinNames)[number];

/** Faces put aside, to be compared and combined. */
export type Pins = Readonly<Partial<Record<PinName, LatentPoint>>>;
