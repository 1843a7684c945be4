import { z } from 'zod';
import { hasSource, noSource, sourceFields } from '../datasets/datasets.ts';
import { ImportModelInput } from '../models/model-files.ts';

/** What was opened or dropped: photos, models, or both. */
export const SortInput = z.object(sourceFields).refine(hasSource, noSource);
export type SortInput = z.infer<typeof SortInput>;

export const SortOutput = z.object({
  /** Each is for `models.import`. */
  models: z.array(ImportModelInput),
  /** All else, for one `datasets.import`, with the names of its files and folders; absent where there is nothing else. */
  pictures: z.object({ sources: z.object(sourceFields), names: z.array(z.string()) }).optional(),
});
export type SortOutput = z.infer<typeof SortOutput>;
