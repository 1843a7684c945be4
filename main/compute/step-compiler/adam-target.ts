import type { Tensor, Variable } from '../engines/tf.ts';

/** What one update changes: a weight and its two slots. */
export interface AdamTarget {
  variable: Variable;
  firstMoment: Variable;
  secondMoment: Variable;
}

export interface AdamFactors {
  /** Scalar: the learning rate with both bias corrections. */
  stepSize: Tensor;
  beta1: number;
  beta2: number;
  epsilon: number;
}
