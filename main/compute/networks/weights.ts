import { randomStream } from '../../protocol/random.ts';
import { type Tensor, tf, type Variable } from '../engines/tf.ts';

/** A network's parameters by name, in creation order. */
export type Weights = Map<string, Variable>;

/** Adds seeded parameters to a network; each value depends on (seed, name) only. */
export class WeightBuilder {
  readonly weights: Weights = new Map();
  readonly #seed: number;
  readonly #network: string;

  constructor(seed: number, network: string) {
    this.#seed = seed;
    this.#network = network;
  }

  /** Values from N(0, gain² / fanIn): keeps the variance of activations through the layer (He et al. 2015, §2.2). */
  normal(name: string, shape: number[], fanIn: number, gain: number): void {
    const size = shape.reduce((product, side) => product * side, 1);
    const values = randomStream(this.#seed, `init.${this.#network}.${name}`, 0).fillNormal(
      new Float32Array(size),
    );
    const scale = gain / Math.sqrt(fanIn);
    for (let i = 0; i < size; i++) values[i] *= scale;
    this.#add(name, tf.tensor(values, shape));
  }

  zeros(name: string, shape: number[]): void {
    this.#add(name, tf.zeros(shape));
  }

  ones(name: string, shape: number[]): void {
    this.#add(name, tf.ones(shape));
  }

  /** Values from elsewhere, which no gradient changes; given back. */
  fixed(name: string, values: Tensor): void {
    this.#add(name, values, false);
  }

  /** Mean 0 and variance 1 of a batch norm, which training follows but no gradient changes. */
  movingStatistics(name: string, shape: number[]): void {
    this.#add(`${name}.mean`, tf.zeros(shape), false);
    this.#add(`${name}.variance`, tf.ones(shape), false);
  }

  /** `<kernel>.left` [inputs, 1] and `<kernel>.right` [outputs, 1], of length 1, for spectral normalisation, which no gradient changes. */
  singularVectors(kernel: string, shape: readonly number[]): void {
    const outputs = shape[shape.length - 1];
    const inputs = shape.slice(0, -1).reduce((product, side) => product * side, 1);
    for (const [name, size] of [
      [`${kernel}.left`, inputs],
      [`${kernel}.right`, outputs],
    ] as const) {
      const values = randomStream(this.#seed, `init.${this.#network}.${name}`, 0).fillNormal(
        new Float32Array(size),
      );
      const length = Math.hypot(...values);
      this.#add(
        name,
        tf.tensor2d(
          values.map((value) => value / length),
          [size, 1],
        ),
        false,
      );
    }
  }

  #add(name: string, initial: Tensor, trainable = true): void {
    // TensorFlow.js wants names unique per process; ours are unique per network, so it picks its own.
    this.weights.set(name, tf.variable(initial, trainable));
    initial.dispose();
  }
}

/** Gain that keeps variance through a leaky ReLU of slope α: √(2 / (1 + α²)). */
export const leakyGain = (slope: number) => Math.sqrt(2 / (1 + slope ** 2));

export function weight<T extends Tensor>(weights: ReadonlyMap<string, T>, name: string): T {
  const found = weights.get(name);
  if (found === undefined) throw new Error(`no weight "${name}"`);
  return found;
}

/**
 * Number of the stage that a weight belongs to, which its name starts with: `down2.kernel` and `down2-style.bias` are of stage 2. A
 * generator's stages count from the latent outwards, a discriminator's from the picture inwards.
 */
export function stageOf(name: string): number | undefined {
  const found = /^[a-z-]+(\d+)/.exec(name);
  return found === null ? undefined : Number(found[1]);
}

export function disposeWeights(weights: ReadonlyMap<string, Tensor>): void {
  for (const tensor of weights.values()) tensor.dispose();
}
