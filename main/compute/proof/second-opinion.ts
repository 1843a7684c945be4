import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { compareSteps } from './compare-steps.ts';

type Comparison = ReturnType<typeof compareSteps>;

/**
 * Compares a step with another engine's, and where they are too far apart once more from another draw of weights, latents
 * and pictures: only what both draws show is wrong.
 *
 * Two draws suffice. Right engines are apart by rounding, which hangs on the numbers drawn: `standard-64` by 6e-5 to
 * 1.2e-2 of a gradient's length in 15 draws, with a root mean square of 4.6e-3, as values close to the kink of a leaky ReLU
 * fall on different sides. By Markov's inequality for the square, the tolerance of 2e-2 is passed with a chance of p ≤
 * (4.6e-3 / 2e-2)² = 0.05 for one draw. Two draws share nothing, so that both pass it with p² ≤ 0.003, and in truth far
 * less. A wrong kernel is wrong by its shapes, its memory or the processor, whatever the numbers are: it leaves out
 * channels or reads memory that was never written, by tens of per cent, and does so in each draw. What a second draw might forgive was
 * tried before by itself, each operation with the tolerance of its rounding alone, and is tried again while it trains.
 */
export async function secondOpinion(
  config: RunConfig,
  compare: (drawn: RunConfig) => Promise<Comparison>,
): Promise<Comparison> {
  const first = await compare(config);
  return first.wrong === undefined ? first : compare({ ...config, seed: otherSeed(config.seed) });
}

/** Far from the seeds of other runs, which people count up from one. */
const otherSeed = (seed: number) => (seed ^ 0x5bd1_e995) >>> 0;
