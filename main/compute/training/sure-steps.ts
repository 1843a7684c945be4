import { lengthInImages } from '../../contract/runs/limits.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';

/** What of a training says when it is looked at next. */
export interface Moment {
  /** Steps done, and images shown. */
  step: number;
  nimg: number;
  /** Images shown at the end of the tick. */
  nextTick: number;
  /** Steps until the coach looks at their numbers, the next one included. */
  untilLook: number;
}

/** Steps between two looks at whether all weights are numbers; also before each checkpoint, so that none holds others. */
export const finiteCheckSteps = 200;

/**
 * Steps that are made after the next one whatever the numbers of that one are, so that they may be begun before these are
 * there: until a tick, a look of the coach or at the weights, or the end of the run, after which something may be changed.
 */
export function sureSteps(
  { batchSize, maxKimg }: Pick<RunConfig, 'batchSize' | 'maxKimg'>,
  { step, nimg, nextTick, untilLook }: Moment,
): number {
  const until = (images: number) => Math.ceil((images - nimg) / batchSize);
  const steps = Math.min(
    untilLook,
    finiteCheckSteps - (step % finiteCheckSteps),
    until(nextTick),
    maxKimg === undefined ? Number.POSITIVE_INFINITY : until(lengthInImages(maxKimg)),
  );
  return Math.max(0, steps - 1);
}
