import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { compareSteps } from './compare-steps.ts';

type Comparison = ReturnType<typeof compareSteps>;

/**
 * Compares a step with another engine's, and where they are too far apart once more from another draw of weights, latents
 * and pictures: only what both draws show is wrong.
 *
 * Two draws suffice. Right engines are apart by rounding, which hangs on the numbers drawn: of 2e-6 to 1e-2, where values
 * close to the kink of a leaky ReLU fall on different sides, and more only by rare chance. If that has a chance of p for
 * one draw, it has p² for two, since nothing is shared between them: for the bound that Markov's inequality gives from a
 * root mean square of 6e-3 (`compare-steps.ts`) and a tolerance of 2e-2, p ≤ 0.09 and p² ≤ 0.008, and in truth far less.
 * A wrong kernel is wrong by its shapes, its memory or the processor, whatever the numbers are: it leaves out channels or
 * reads what nobody wrote, by tens of per cent, in each draw. One that is wrong in a tenth of all draws only would pass in
 * one of ten proofs as it is; a second draw makes that 0.99 instead of 0.9, and its operations are tried by themselves,
 * with tolerances of rounding alone, before the step is, and again while it trains.
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
