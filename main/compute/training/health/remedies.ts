import type { HealthCondition } from '../../../contract/runs/health.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { RunControl } from '../../../protocol/run-control.ts';
import { augmentCeiling } from '../state/run-control.ts';

/** What may be done about a condition without asking. */
export interface Remedy {
  change: Partial<RunControl>;
  /** Weights, slots and running means go back to the newest checkpoint first. */
  rollsBack: boolean;
  /** For the timeline. */
  action: string;
}

/** A run that had to go back this often is stopped: its settings do not work. */
export const mostRollBacks = 3;
/** The discriminator's learning rate is not made smaller than this share. */
const leastRateScale = 1 / 8;

/** The coach may do something itself. A repeatable run is to depend on its config alone; what the coach remembers is not in a checkpoint. */
const acts = ({ coachActs, deterministic }: RunConfig): boolean => coachActs && !deterministic;

/** Whether a run without a remedy cannot go on: its weights are lost, or going back did not help. */
export const isHopeless = (
  condition: HealthCondition,
  { rollBacks }: RunControl,
  config: RunConfig,
): boolean =>
  condition === 'overflow' || (condition === 'divergence' && acts(config) && rollBacks >= mostRollBacks);

/**
 * Undefined where nothing safe can be done, and for runs that want advice only. Faces that have become alike or copies
 * are not put right by going back: the newest checkpoint is most likely so already.
 */
export function remedyFor(
  condition: HealthCondition,
  control: RunControl,
  config: RunConfig,
): Remedy | undefined {
  if (!acts(config)) return undefined;
  const moreAugmentation = Math.max(
    control.augmentProbability,
    Math.min(augmentCeiling, control.augmentProbability + 0.1),
  );
  switch (condition) {
    case 'overflow':
    case 'divergence':
      if (control.rollBacks >= mostRollBacks) return undefined;
      return {
        change: {
          gammaScale: control.gammaScale * 2,
          generatorRateScale: control.generatorRateScale / 2,
          discriminatorRateScale: control.discriminatorRateScale / 2,
          rollBacks: control.rollBacks + 1,
        },
        rollsBack: true,
        action: 'Went back to the last checkpoint, halved the learning rates and doubled γ.',
      };
    case 'starved':
      if (control.discriminatorRateScale <= leastRateScale) return undefined;
      return {
        change: {
          discriminatorRateScale: control.discriminatorRateScale / 2,
          ...(config.augmentations.length > 0 ? { augmentProbability: moreAugmentation } : {}),
        },
        rollsBack: false,
        action: 'Halved the discriminator’s learning rate.',
      };
    case 'overfit':
      if (config.augmentations.length === 0 || moreAugmentation === control.augmentProbability)
        return undefined;
      return {
        change: { augmentProbability: moreAugmentation },
        rollsBack: false,
        action: `Augments with a chance of ${moreAugmentation.toFixed(2)} from now on.`,
      };
    default:
      return undefined;
  }
}
