import type { RunConfig } from '../../contract/runs/run-config.ts';
import { median } from '../../contract/scores/median.ts';
import { stepKindAt, stepKindName } from '../training/steps/step-phases.ts';

/** How long a step took, and which number it had. */
export interface TimedStep {
  step: number;
  ms: number;
}

/**
 * Milliseconds of a step on average over a run, from a few that were timed: the median of each kind of step, so that a pause of
 * the machine does not count, weighted by how often the kind comes. A kind that was not seen counts as the median of all.
 */
export function meanStepMs(config: RunConfig, timed: readonly TimedStep[]): number {
  const all = median(timed.map(({ ms }) => ms));
  const nameAt = (step: number) => stepKindName(stepKindAt(config, step));
  const medians = new Map(
    [...Map.groupBy(timed, ({ step }) => nameAt(step))].map(([name, steps]) => [
      name,
      median(steps.map(({ ms }) => ms)),
    ]),
  );
  // Both intervals have come round after so many steps.
  const cycle = config.r1IntervalSteps * config.discriminatorSteps;
  let sum = 0;
  for (let step = 0; step < cycle; step++) sum += medians.get(nameAt(step)) ?? all;
  return sum / cycle;
}
