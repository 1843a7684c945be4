import { z } from 'zod';
import { GroupId } from '../ids.ts';
import { RankCount } from '../rank-count.ts';
import { RunLimits } from './limits.ts';
import { SweepAxis } from './run-group.ts';
import { StartRunInput, StartRunOutput } from './runs.ts';

/** One run for each value; everything else is the same for all. */
export const StartSweepInput = StartRunInput.extend({
  axis: SweepAxis,
  /** A sweep of more than sixteen runs is not a small one. */
  values: z.array(z.number().min(0)).min(2).max(16),
});
export type StartSweepInput = z.infer<typeof StartSweepInput>;
export type StartSweepChoices = z.input<typeof StartSweepInput>;

/** Runs in the order in which they are queued. */
export const StartSweepOutput = z.object({ groupId: GroupId, runs: z.array(StartRunOutput) });
export type StartSweepOutput = z.infer<typeof StartSweepOutput>;

/** Absent limits stay as they were. */
export const ResumeSweepInput = z.object({
  id: GroupId,
  ...RunLimits.shape,
  /** As of a run that starts. */
  ranks: RankCount.optional(),
});
export type ResumeSweepInput = z.infer<typeof ResumeSweepInput>;
