import type { RunConfig } from '../../../contract/runs/run-config.ts';

/** What is left of the learning rates after `nimg` images: 1, or a straight line to 0. */
export function learningRateFactor(
  { learningRateDecayKimg }: Pick<RunConfig, 'learningRateDecayKimg'>,
  nimg: number,
): number {
  return learningRateDecayKimg === 0 ? 1 : Math.max(0, 1 - nimg / 1000 / learningRateDecayKimg);
}

/** What is left of γ after `nimg` images: from 1 by half a cosine to `gammaEnd` (Huang et al. 2024, appendix). */
export function gammaFactor(
  { gammaDecayKimg, gammaEnd }: Pick<RunConfig, 'gammaDecayKimg' | 'gammaEnd'>,
  nimg: number,
): number {
  if (gammaDecayKimg === 0) return 1;
  const done = Math.min(1, nimg / 1000 / gammaDecayKimg);
  return gammaEnd + ((1 - gammaEnd) * (1 + Math.cos(Math.PI * done))) / 2;
}
