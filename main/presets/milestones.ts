import type { RunConfig } from '../contract/runs/run-config.ts';
import { presets } from './index.ts';

/** Images shown until faces are rough, decent, and as good as they get, in kimg. */
export interface Milestones {
  rough: number;
  decent: number;
  converged: number;
}

/**
 * Until faces stop getting better, by the side of the picture: the upper ends of what papers and users of StyleGAN2-ADA,
 * FastGAN, lightweight-gan and mimicry report (1, 3, 6 and 25 million images).
 */
const convergedBySide: Readonly<Record<RunConfig['resolution'], number>> = {
  28: 1000,
  32: 1000,
  64: 3000,
  128: 6000,
  256: 25_000,
};

/**
 * How long a set of pictures can teach anything: after that the discriminator knows them by heart. From the lengths at which
 * Zhao et al. 2020 (DiffAugment, low-shot) stop, and the bands of Karras et al. 2020 (ADA, figure 7).
 */
const longestByImages: readonly { below: number; kimg: number }[] = [
  { below: 200, kimg: 300 },
  { below: 1000, kimg: 1000 },
  { below: 5000, kimg: 4000 },
  { below: 20_000, kimg: 10_000 },
  { below: Number.POSITIVE_INFINITY, kimg: 25_000 },
];

/**
 * A preset's own milestones, measured at its side and carried to others in proportion; none comes after the set has been
 * learned by heart. Undefined for presets that do not get there reliably.
 */
export function milestonesFor(
  { preset, resolution }: Pick<RunConfig, 'preset' | 'resolution'>,
  imageCount: number,
): Milestones | undefined {
  const { summary, config } = presets[preset];
  if (summary.reaches === undefined) return undefined;
  const longest = longestByImages.find(({ below }) => imageCount < below)?.kimg ?? Number.POSITIVE_INFINITY;
  const scale = convergedBySide[resolution] / convergedBySide[config.resolution];
  const within = (kimg: number) => Math.min(longest, kimg);
  return {
    rough: within(summary.reaches.roughKimg * scale),
    decent: within(summary.reaches.goodKimg * scale),
    converged: within(convergedBySide[resolution]),
  };
}
