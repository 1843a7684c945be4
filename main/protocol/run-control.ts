import { z } from 'zod';

/**
 * What steers a run while it trains: running means of the discriminator's outputs and what was set from them. Part of
 * every checkpoint, as steps depend on it.
 */
export const RunControl = z.strictObject({
  /** Running means of D's logits; absent before the first. */
  realAnchor: z.number().optional(),
  fakeAnchor: z.number().optional(),
  heldOutAnchor: z.number().optional(),
  augmentProbability: z.number().min(0).max(1),
  /** What the health coach multiplied γ and the learning rates with. */
  gammaScale: z.number().positive(),
  generatorRateScale: z.number().positive(),
  discriminatorRateScale: z.number().positive(),
  /** How often the run had to go back to a checkpoint. */
  rollBacks: z.int().min(0),
});
export type RunControl = z.infer<typeof RunControl>;
