import type { NamedTensorMap } from '@tensorflow/tfjs';
import { type Tensor, tf, type Variable } from '../../engines/tf.ts';
import { type Weights, weight } from '../../networks/weights.ts';
import type { AdamTarget } from '../../step-compiler/adam-target.ts';
import { updateAdam } from './adam-update.ts';

export interface AdamOptions {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
}

interface Slots {
  firstMoment: Variable;
  secondMoment: Variable;
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1) with its slots by weight name. TensorFlow.js keeps them by position in the
 * gradient map, so that a map with another order silently applies another weight's moments.
 */
export class Adam {
  readonly #options: AdamOptions;
  readonly #weights: Weights;
  readonly #slots = new Map<string, Slots>();

  constructor(weights: Weights, options: AdamOptions) {
    this.#options = options;
    this.#weights = weights;
    for (const [name, variable] of weights) {
      if (!variable.trainable) continue;
      const zeros = tf.zeros(variable.shape);
      this.#slots.set(name, { firstMoment: tf.variable(zeros), secondMoment: tf.variable(zeros) });
      zeros.dispose();
    }
  }

  /**
   * The size of step `step`, which counts from 1, with the paper's bias corrections folded in (§2, last paragraph).
   */
  stepSize(step: number): number {
    const { learningRate, beta1, beta2 } = this.#options;
    return (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  }

  /** One update; `stepSize` is a scalar, and `gradients` are keyed by TensorFlow's variable names. */
  apply(gradients: NamedTensorMap, stepSize: Tensor): void {
    const { beta1, beta2, epsilon } = this.#options;
    const targets: AdamTarget[] = [];
    const ofTargets: Tensor[] = [];
    for (const [name, slots] of this.#slots) {
      const variable = weight(this.#weights, name);
      const gradient = gradients[variable.name];
      if (gradient === undefined) throw new Error(`no gradient for "${name}"`);
      targets.push({ variable, ...slots });
      ofTargets.push(gradient);
    }
    updateAdam(targets, ofTargets, { stepSize, beta1, beta2, epsilon });
  }

  /** Slots as `<weight>.m` and `<weight>.v`, for checkpoints. */
  slots(): Map<string, Variable> {
    const all = new Map<string, Variable>();
    for (const [name, { firstMoment, secondMoment }] of this.#slots) {
      all.set(`${name}.m`, firstMoment);
      all.set(`${name}.v`, secondMoment);
    }
    return all;
  }
}
