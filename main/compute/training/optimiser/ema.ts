import { hasPackedOperations, runPackedUpdate } from '../../engines/packed-operations.ts';
import { type Tensor, tf } from '../../engines/tf.ts';
import { type Weights, weight } from '../../networks/weights.ts';

/** A copy of the weights that starts equal to them. */
export function copyWeights(weights: Weights): Weights {
  const copy: Weights = new Map();
  for (const [name, variable] of weights) copy.set(name, tf.variable(variable));
  return copy;
}

/** The average may not look back further than this share of the run, or early previews would show the first weights. */
const rampUp = 0.1;

/**
 * How much of the average is kept after one batch, for a half-life in kimg that grows to its full length over the
 * first images (Karras et al. 2020, training details), unless these go on from weights that are worth keeping.
 */
export function emaDecay(halfLifeKimg: number, batchSize: number, nimg: number, isRamped = true): number {
  const halfLifeNimg = isRamped ? Math.min(halfLifeKimg * 1000, nimg * rampUp) : halfLifeKimg * 1000;
  return halfLifeNimg > 0 ? 0.5 ** (batchSize / halfLifeNimg) : 0;
}

/** average ← decay · average + (1 − decay) · weights, in place; `decay` is a scalar. */
export function updateAverage(average: Weights, weights: Weights, decay: Tensor): void {
  const averages = [...average.values()];
  const current = [...average.keys()].map((name) => weight(weights, name));
  if (hasPackedOperations()) {
    const [updated] = runPackedUpdate({
      rule: 'average',
      updates: [averages],
      reads: [current],
      scalars: [decay],
    });
    for (const [i, variable] of averages.entries()) variable.assign(updated[i]);
    return;
  }
  tf.tidy(() => {
    for (const [i, variable] of averages.entries())
      variable.assign(tf.add(current[i], tf.mul(tf.sub(variable, current[i]), decay)));
  });
}
