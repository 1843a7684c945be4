import type { RunConfig } from '../../../contract/runs/run-config.ts';

/**
 * What is left of the learning rates after `nimg` images: 1, or 1/√(nimg/constant) once these are more than the constant length
 * (the inverse square root of Karras et al. 2024, EDM2), which needs to know nothing of how long the run will be; times a
 * straight line to 0.
 */
export function learningRateFactor(
  {
    learningRateConstantKimg,
    learningRateDecayKimg,
  }: Pick<RunConfig, 'learningRateConstantKimg' | 'learningRateDecayKimg'>,
  nimg: number,
): number {
  const kimg = nimg / 1000;
  const root =
    learningRateConstantKimg === 0 ? 1 : 1 / Math.sqrt(Math.max(1, kimg / learningRateConstantKimg));
  const line = learningRateDecayKimg === 0 ? 1 : Math.max(0, 1 - kimg / learningRateDecayKimg);
  return root * line;
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
