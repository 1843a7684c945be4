import type { Measurement, Milestone, Outlook } from '../../../contract/runs/plans.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { milestonesFor } from '../../../presets/milestones.ts';

/** What a run comes to on `imageCount` pictures, from the speed of its steps. */
export function outlookOf(
  config: RunConfig,
  { imagesPerSecond, compileSeconds }: Pick<Measurement, 'imagesPerSecond' | 'compileSeconds'>,
  imageCount: number,
): Outlook {
  const at = (kimg: number): Milestone => ({
    kimg,
    seconds: compileSeconds + (kimg * 1000) / imagesPerSecond,
  });
  const milestones = milestonesFor(config, imageCount);
  const byTime = ((config.maxMinutes ?? Number.POSITIVE_INFINITY) * 60 * imagesPerSecond) / 1000;
  const length = Math.min(config.maxKimg ?? Number.POSITIVE_INFINITY, byTime);
  return {
    ...(milestones === undefined
      ? {}
      : {
          milestones: {
            rough: at(milestones.rough),
            decent: at(milestones.decent),
            converged: at(milestones.converged),
          },
        }),
    ...(Number.isFinite(length) ? { length: at(length) } : {}),
  };
}
