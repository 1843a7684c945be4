import type { HealthCondition } from '../../contract/health.ts';
import type { RunConfig } from '../../contract/run-config.ts';
import { augmentCeiling, type RunControl } from '../run-control.ts';

/** What may be done about a condition without asking. */
export interface Remedy {
  control: RunControl;
  /** Weights and slots go back to the newest checkpoint first. */
  rollsBack: boolean;
  /** For the timeline. */
  action: string;
}

/** A run that had to go back this often is stopped: its settings do not work. */
export const mostRollBacks = 3;

/** Undefined where nothing safe can be done, and for runs that want advice only. */
export function remedyFor(
  condition: HealthCondition,
  control: RunControl,
  config: RunConfig,
): Remedy | undefined {
  // A repeatable run is to depend on its config alone; what the coach remembers is not in a checkpoint.
  if (!config.coachActs || config.deterministic) return undefined;
  const moreAugmentation = Math.max(
    control.augmentProbability,
    Math.min(augmentCeiling, control.augmentProbability + 0.1),
  );
  switch (condition) {
    case 'overflow':
    case 'divergence':
      if (control.rollBacks >= mostRollBacks) return undefined;
      return {
        control: {
          ...control,
          gammaScale: control.gammaScale * 2,
          generatorRateScale: control.generatorRateScale / 2,
          discriminatorRateScale: control.discriminatorRateScale / 2,
          rollBacks: control.rollBacks + 1,
        },
        rollsBack: true,
        action: 'Went back to the last checkpoint, halved the learning rates and doubled γ.',
      };
    case 'starved':
      return {
        control: {
          ...control,
          discriminatorRateScale: control.discriminatorRateScale / 2,
          augmentProbability: config.augmentations.length > 0 ? moreAugmentation : control.augmentProbability,
        },
        rollsBack: false,
        action: 'Halved the discriminator’s learning rate.',
      };
    case 'overfit':
      if (config.augmentations.length === 0 || moreAugmentation === control.augmentProbability)
        return undefined;
      return {
        control: { ...control, augmentProbability: moreAugmentation },
        rollsBack: false,
        action: `Augments with a chance of ${moreAugmentation.toFixed(2)} from now on.`,
      };
    default:
      return undefined;
  }
}
