import { type Tensor, type Tensor2D, tf } from '../engines/tf.ts';
import { type Weights, weight } from './weights.ts';

/**
 * Spectral normalisation (Miyato et al. 2018, algorithm 1): each kernel, as a matrix [all inputs, outputs], is divided by
 * an estimate of its largest singular value σ = uᵀ W v. The vectors are kept as `<kernel>.left` and `<kernel>.right`, follow the
 * kernel by one power iteration a step, and count as constants in the gradient.
 */

/** The same weights with every kernel divided; computed once per name and call. */
export function spectral(weights: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Tensor> {
  const divided = new Map(weights);
  for (const name of normedNames(weights)) {
    const kernel = weight(weights, name);
    const sigma = tf.sum(
      tf.mul(
        tf.matMul(asMatrix(kernel), weight(weights, `${name}.right`) as Tensor2D),
        weight(weights, `${name}.left`) as Tensor2D,
      ),
    );
    divided.set(name, tf.div(kernel, sigma));
  }
  return divided;
}

/** One power iteration for every kernel: v ← Wᵀu / ‖Wᵀu‖, u ← Wv / ‖Wv‖. */
export function followSpectrum(weights: Weights): void {
  tf.tidy(() => {
    for (const name of normedNames(weights)) {
      const matrix = asMatrix(weight(weights, name));
      const nextV = unit(tf.matMul(matrix, weight(weights, `${name}.left`) as Tensor2D, true, false));
      const nextU = unit(tf.matMul(matrix, nextV));
      weight(weights, `${name}.right`).assign(nextV);
      weight(weights, `${name}.left`).assign(nextU);
    }
  });
}

const normedNames = (weights: ReadonlyMap<string, Tensor>): string[] =>
  [...weights.keys()].filter((name) => weights.has(`${name}.left`));

const asMatrix = (kernel: Tensor): Tensor2D =>
  tf.reshape(kernel, [-1, kernel.shape[kernel.shape.length - 1]]) as Tensor2D;

const epsilon = 1e-12;

const unit = (x: Tensor2D): Tensor2D => tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x)), epsilon)));
