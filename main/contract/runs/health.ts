import { z } from 'zod';

/** What can go wrong with a training. */
export const HealthCondition = z.enum([
  'overflow',
  'divergence',
  'overfit',
  'collapse',
  'memorisation',
  'plateau',
  'starved',
  'weak-data',
  'engine-wrong',
]);
export type HealthCondition = z.infer<typeof HealthCondition>;

/** What still holds is said again after this many images. */
export const repeatNimg = 20_000;

/** Something in the life of a run that its owner may want to know of. */
export const TimelineEvent = z.object({
  nimg: z.number().min(0),
  at: z.iso.datetime(),
  kind: z.enum([
    'health',
    'started',
    'adjusted',
    'taken-over',
    'resumed',
    'paused',
    'finished',
    'interrupted',
    'failed',
    'rolled-back',
    'pinned',
    'damaged',
  ]),
  condition: HealthCondition.optional(),
  /** One plain sentence with the numbers that it rests on. */
  sentence: z.string(),
  /** What the user can do. */
  suggestion: z.string().optional(),
  /** What was done by itself. */
  action: z.string().optional(),
});
export type TimelineEvent = z.infer<typeof TimelineEvent>;

/** Measured once per tick on the sample grid, the real pictures beside it and the held-out ones. */
export const RunTick = z.object({
  nimg: z.number(),
  /** Time spent training until then, pauses left out; absent in runs from before it was noted. */
  trainingSeconds: z.number().exactOptional(),
  /** Mean distance between two of the sampled faces, as a share of that between two real ones; 1 = as varied. */
  diversity: z.number(),
  /** Effective rank of the sampled faces' pixels, as a share of that of the real ones. */
  rank: z.number(),
  /** How far the same latents' faces moved since the tick before, as a share of the distance between two faces. */
  movement: z.number().exactOptional(),
  /**
   * Median distance of sampled faces to their nearest picture of the training set, as a share of that of held-out
   * pictures; far below 1 = copies. Measured every few ticks.
   */
  nearness: z.number().exactOptional(),
  /** r_v (Karras et al. 2020, ADA, eq. 1): 0 = held-out pictures look as real as known ones, 1 = as false as made ones. */
  overfitting: z.number().exactOptional(),
  /** Chance of an augmentation. */
  augment: z.number().exactOptional(),
});
export type RunTick = z.infer<typeof RunTick>;
