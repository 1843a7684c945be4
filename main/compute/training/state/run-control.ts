import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { heldOutIntervalSteps } from '../../../contract/runs/step-columns.ts';
import type { RunControl } from '../../../protocol/run-control.ts';

/** Above this, augmentations leak into what is generated (ibid., §2.2). */
export const augmentCeiling = 0.8;

export const initialControl = ({
  augmentProbability,
}: Pick<RunConfig, 'augmentProbability'>): RunControl => ({
  augmentProbability,
  gammaScale: 1,
  generatorRateScale: 1,
  discriminatorRateScale: 1,
  rollBacks: 0,
});

/** Share of the running mean that one step keeps; what LeCam's authors use. */
const keptPerStep = 0.99;

/** After each step. */
export function followLogits(control: RunControl, realLogit: number, fakeLogit: number): RunControl {
  return {
    ...control,
    realAnchor: follow(control.realAnchor, realLogit, keptPerStep),
    fakeAnchor: follow(control.fakeAnchor, fakeLogit, keptPerStep),
  };
}

/** Images over which the chance of augmentation may go from 0 to 1 (Karras et al. 2020, ADA, §3.1). */
const imagesPerUnit = 500_000;

/** After each look at held-out pictures: moves the chance of augmentation towards the run's target. */
export function followHeldOut(control: RunControl, heldOutLogit: number, config: RunConfig): RunControl {
  const followed = {
    ...control,
    heldOutAnchor: follow(control.heldOutAnchor, heldOutLogit, keptPerStep ** heldOutIntervalSteps),
  };
  const overfit = overfitting(followed);
  if (config.augmentTarget === 0 || overfit === undefined) return followed;
  const change = (config.batchSize * heldOutIntervalSteps) / imagesPerUnit;
  const probability = control.augmentProbability + Math.sign(overfit - config.augmentTarget) * change;
  return { ...followed, augmentProbability: Math.min(augmentCeiling, Math.max(0, probability)) };
}

/**
 * r_v = (E D(train) − E D(held out)) / (E D(train) − E D(G(z))) (Karras et al. 2020, ADA, eq. 1): 0 = held-out pictures
 * look as real as those trained on, 1 = they look as false as generated ones. Absent until there is something to compare.
 */
export function overfitting({ realAnchor, fakeAnchor, heldOutAnchor }: RunControl): number | undefined {
  if (realAnchor === undefined || fakeAnchor === undefined || heldOutAnchor === undefined) return undefined;
  const gap = realAnchor - fakeAnchor;
  return gap > 0 ? (realAnchor - heldOutAnchor) / gap : undefined;
}

const follow = (mean: number | undefined, value: number, kept: number): number =>
  mean === undefined ? value : kept * mean + (1 - kept) * value;
