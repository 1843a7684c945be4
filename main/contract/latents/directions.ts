import { z } from 'zod';
import { GeneratorRef } from '../generators.ts';
import { DirectionId } from '../ids.ts';
import { givenName } from '../one-line.ts';

/**
 * `pca`: along which faces differ most (Härkönen et al. 2020, GANSpace). `sefa`: which the weights amplify most
 * (Shen & Zhou 2021), found without drawing anything.
 */
export const DirectionMethod = z.enum(['pca', 'sefa']);
export type DirectionMethod = z.infer<typeof DirectionMethod>;

const DirectionName = givenName();

/** A direction of a generator's latents; void for any other weights, so that it is kept by their hash. */
export const Direction = z.object({
  id: DirectionId,
  /** SHA-256 of the generator's file. */
  hash: z.string(),
  method: DirectionMethod,
  /** Its rank among those found together, from 1. */
  number: z.int().min(1),
  name: DirectionName,
  /** How much of the variance (PCA) or of the amplification (SeFa) of all directions is along this one, 0–1. */
  share: z.number().min(0).max(1),
  /** Stages that it moves; absent = all. */
  stages: z.array(z.int().min(0)).optional(),
  createdAt: z.iso.datetime(),
});
export type Direction = z.infer<typeof Direction>;

export const FindDirectionsInput = z.object({
  from: GeneratorRef,
  method: DirectionMethod,
  count: z.int().min(1).max(64).default(10),
  /** Looks at these stages alone, and moves only them; absent = all together. */
  stages: z.array(z.int().min(0).max(15)).min(1).max(16).optional(),
});
export type FindDirectionsInput = z.infer<typeof FindDirectionsInput>;

export const RenameDirectionInput = z.object({ id: DirectionId, name: DirectionName });
