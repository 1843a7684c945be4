import { type Tensor, tf } from '../../engines/tf.ts';
import type { AdamFactors, AdamTarget } from '../../step-compiler/adam-target.ts';
import { recordingNow } from '../../step-compiler/recording.ts';

/**
 * m ← m + (g − m)(1 − β₁); v ← v + (g² − v)(1 − β₂); w ← w − m·α / (√v + ε) (Kingma & Ba 2015, algorithm 1), rounded
 * as TensorFlow's own ResourceApplyAdam rounds, which takes its place in a compiled step.
 */
export function updateAdam(target: AdamTarget, gradient: Tensor, factors: AdamFactors): void {
  const recording = recordingNow();
  if (recording !== undefined) {
    recording.applyAdam(target, gradient, factors);
    return;
  }
  const { variable, firstMoment, secondMoment } = target;
  const { stepSize, beta1, beta2, epsilon } = factors;
  tf.tidy(() => {
    firstMoment.assign(approach(firstMoment, gradient, beta1));
    secondMoment.assign(approach(secondMoment, tf.square(gradient), beta2));
    const update = tf.div(tf.mul(firstMoment, stepSize), tf.add(tf.sqrt(secondMoment), epsilon));
    variable.assign(tf.sub(variable, update));
  });
}

const approach = (average: Tensor, value: Tensor, beta: number): Tensor =>
  tf.add(average, tf.mul(tf.sub(value, average), Math.fround(1 - Math.fround(beta))));
