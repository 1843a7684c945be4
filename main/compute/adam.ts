import type { NamedTensorMap } from '@tensorflow/tfjs';
import { type Tensor, tf, type Variable } from './engines/tf.ts';
import type { Weights } from './networks/weights.ts';

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
      const zeros = tf.zeros(variable.shape);
      this.#slots.set(name, { firstMoment: tf.variable(zeros), secondMoment: tf.variable(zeros) });
      zeros.dispose();
    }
  }

  /** One update; `step` counts from 1 and `gradients` are keyed by TensorFlow's variable names. */
  apply(gradients: NamedTensorMap, step: number): void {
    const { learningRate, beta1, beta2, epsilon } = this.#options;
    // The paper's bias corrections, folded into the step size (§2, last paragraph).
    const stepSize = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
    for (const [name, variable] of this.#weights) {
      const gradient = gradients[variable.name];
      if (gradient === undefined) throw new Error(`no gradient for "${name}"`);
      const { firstMoment, secondMoment } = this.#slot(name);
      tf.tidy(() => {
        firstMoment.assign(decay(firstMoment, gradient, beta1));
        secondMoment.assign(decay(secondMoment, tf.square(gradient), beta2));
        const update = tf.div(tf.mul(firstMoment, stepSize), tf.add(tf.sqrt(secondMoment), epsilon));
        variable.assign(tf.sub(variable, update));
      });
    }
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

  #slot(name: string): Slots {
    const slots = this.#slots.get(name);
    if (slots === undefined) throw new Error(`no Adam slots for "${name}"`);
    return slots;
  }
}

/** β · average + (1 − β) · value. */
const decay = (average: Tensor, value: Tensor, beta: number): Tensor =>
  beta === 0 ? tf.clone(value) : tf.add(tf.mul(average, beta), tf.mul(value, 1 - beta));
