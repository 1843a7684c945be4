import { hasPackedOperations, runPackedUpdate } from '../../engines/packed-operations.ts';
import { type Tensor, tf } from '../../engines/tf.ts';
import type { AdamFactors, AdamTarget } from '../../step-compiler/adam-target.ts';
import { recordingNow } from '../../step-compiler/recording.ts';

/**
 * m ← m + (g − m)(1 − β₁); v ← v + (g² − v)(1 − β₂); w ← w − m·α / (√v + ε) (Kingma & Ba 2015, algorithm 1), rounded
 * as TensorFlow's own ResourceApplyAdam rounds, which takes its place in a compiled step. `gradients` are in the order of
 * the targets.
 */
export function updateAdam(
  targets: readonly AdamTarget[],
  gradients: readonly Tensor[],
  factors: AdamFactors,
): void {
  const recording = recordingNow();
  if (recording !== undefined)
    for (const [i, target] of targets.entries()) recording.applyAdam(target, gradients[i], factors);
  else if (hasPackedOperations()) updateTogether(targets, gradients, factors);
  else for (const [i, target] of targets.entries()) updateOne(target, gradients[i], factors);
}

function updateTogether(
  targets: readonly AdamTarget[],
  gradients: readonly Tensor[],
  { stepSize, beta1, beta2, epsilon }: AdamFactors,
): void {
  const variables = [
    targets.map(({ variable }) => variable),
    targets.map(({ firstMoment }) => firstMoment),
    targets.map(({ secondMoment }) => secondMoment),
  ];
  const updated = runPackedUpdate({
    rule: 'adam',
    updates: variables,
    reads: [gradients],
    scalars: [stepSize],
    numbers: [share(beta1), share(beta2), epsilon],
  });
  for (const [list, all] of variables.entries())
    for (const [i, variable] of all.entries()) variable.assign(updated[list][i]);
}

function updateOne(
  { variable, firstMoment, secondMoment }: AdamTarget,
  gradient: Tensor,
  { stepSize, beta1, beta2, epsilon }: AdamFactors,
): void {
  tf.tidy(() => {
    firstMoment.assign(approach(firstMoment, gradient, beta1));
    secondMoment.assign(approach(secondMoment, tf.square(gradient), beta2));
    const update = tf.div(tf.mul(firstMoment, stepSize), tf.add(tf.sqrt(secondMoment), epsilon));
    variable.assign(tf.sub(variable, update));
  });
}

const approach = (average: Tensor, value: Tensor, beta: number): Tensor =>
  tf.add(average, tf.mul(tf.sub(value, average), share(beta)));

/** How much of a new value an average takes up, rounded as float32. */
const share = (beta: number): number => Math.fround(1 - Math.fround(beta));
