import { z } from 'zod';
import { DirectionId } from '../ids.ts';
import { graphLimits } from '../models/network-graph.ts';

export const Seed = z.int().min(0).max(0xffff_ffff);

/** Parts of a generator at most. */
const maxStages = 16;
const stage = z
  .int()
  .min(0)
  .max(maxStages - 1);
const Angle = z.number().min(-100).max(100);

const SeedPoint = z.object({ kind: z.literal('seed'), seed: Seed, index: z.int().min(0).default(0) });

/** The numbers themselves: `latentSize` of them, or that for every stage, one after the other. */
export const VectorPoint = z.object({
  kind: z.literal('vector'),
  values: z
    .array(z.number({ error: 'every number of a vector must be finite' }))
    .min(1)
    .max(graphLimits.latentSize * maxStages),
  /** `w` is taken as it is; `z` is mapped first, as the generator does it. */
  space: z.enum(['z', 'w']).default('z'),
});
export type VectorPoint = z.infer<typeof VectorPoint>;

export const LatentPoint = z.discriminatedUnion('kind', [SeedPoint, VectorPoint]);
export type LatentPoint = z.infer<typeof LatentPoint>;

export const LatentOrigin = z.discriminatedUnion('kind', [
  SeedPoint,
  VectorPoint,
  /** `slerp` stays among faces as they are drawn by chance; `lerp` cuts across, by the mean face. */
  z.object({
    kind: z.literal('between'),
    a: LatentPoint,
    b: LatentPoint,
    t: z.number().min(0).max(1),
    method: z.enum(['slerp', 'lerp']).default('slerp'),
  }),
  /** A − B + C. */
  z.object({ kind: z.literal('arithmetic'), a: LatentPoint, b: LatentPoint, c: LatentPoint }),
  /** A step from a face by angles, in radians, along two directions that the seed draws. */
  z.object({ kind: z.literal('walk'), from: LatentPoint, seed: Seed, x: Angle, y: Angle }),
]);
export type LatentOrigin = z.infer<typeof LatentOrigin>;

/**
 * How the latents of a picture are made, in this order: an origin, moved along directions, stages taken from other faces,
 * truncation. The same generator draws the same picture from it.
 */
export const LatentRecipe = z.object({
  origin: LatentOrigin,
  /** `amount` in standard deviations of faces along the direction. */
  edits: z
    .array(z.object({ direction: DirectionId, amount: z.number().min(-20).max(20) }))
    .max(64)
    .default([]),
  mix: z
    .array(z.object({ stages: z.array(stage).min(1).max(maxStages), from: LatentPoint }))
    .max(maxStages)
    .default([]),
  /**
   * ψ: w becomes ψ · w (Karras et al. 2019, appendix B); 1 = none, 0 = what is drawn whatever the latent. Less is more usual
   * faces, less different ones, and at last fainter ones.
   */
  truncation: z.number().min(0).max(2).default(1),
});
export type LatentRecipe = z.infer<typeof LatentRecipe>;

/** The recipe of a seed's own face. */
export const seedRecipe = (seed: number, index: number): LatentRecipe => ({
  origin: { kind: 'seed', seed, index },
  edits: [],
  mix: [],
  truncation: 1,
});
