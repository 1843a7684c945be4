import { z } from 'zod';
import { Channels } from '../contract/pictures.ts';

/** Pictures as bytes, row-major N×H×W×C, values 0–255. */
export const PixelBatch = z.object({
  count: z.int().min(1),
  size: z.int().min(1),
  channels: Channels,
  data: z.instanceof(Uint8Array),
});
export type PixelBatch = z.infer<typeof PixelBatch>;

/**
 * Header file beside a pixel cache (`pixels-….json`): rows of S×S×C bytes, first the pictures that are trained on, then the
 * held-out ones.
 */
export const PixelCacheHeader = z.object({
  schemaVersion: z.literal(2),
  count: z.int().min(1),
  /** How many of the rows, at the end, are held out. */
  heldOut: z.int().min(0),
  /** Hash of the set that the rows are of. */
  version: z.string(),
  size: z.int().min(1),
  channels: Channels,
});
export type PixelCacheHeader = z.infer<typeof PixelCacheHeader>;
