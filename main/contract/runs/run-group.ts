import { z } from 'zod';
import { GroupId } from '../ids.ts';

/** What a sweep varies: γ of the penalties and both learning rates by factors, the seed by its value. */
export const SweepAxis = z.enum(['gamma', 'learning-rate', 'seed']);
export type SweepAxis = z.infer<typeof SweepAxis>;

/** A run's place in its group. */
export const RunGroup = z.object({
  id: GroupId,
  name: z.string(),
  axis: SweepAxis,
  /** The seed, or what the preset's γ or learning rates were multiplied with. */
  value: z.number(),
});
export type RunGroup = z.infer<typeof RunGroup>;

/** How a value of an axis is written: 'γ × 0.5', 'learning rate × 2', 'seed 7'. */
export function describeVariant({ axis, value }: Pick<RunGroup, 'axis' | 'value'>): string {
  switch (axis) {
    case 'gamma':
      return `γ × ${value}`;
    case 'learning-rate':
      return `learning rate × ${value}`;
    case 'seed':
      return `seed ${value}`;
  }
}
