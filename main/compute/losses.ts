import { type Tensor, type Tensor4D, tf } from './engines/tf.ts';

/**
 * The losses of Goodfellow et al. 2014 (§3), on logits, in nats. With D = σ(logit):
 * −log D = softplus(−logit) and −log(1 − D) = softplus(logit), which is binary cross-entropy without overflow.
 */
export const nonSaturating = {
  /** L_D = −E log D(x) − E log(1 − D(G(z))). */
  discriminator: (realLogits: Tensor, fakeLogits: Tensor): Tensor =>
    tf.add(tf.mean(tf.softplus(tf.neg(realLogits))), tf.mean(tf.softplus(fakeLogits))),

  /** L_G = −E log D(G(z)), the non-saturating form. */
  generator: (fakeLogits: Tensor): Tensor => tf.mean(tf.softplus(tf.neg(fakeLogits))),
};

/** R1 (Mescheder et al. 2018, eq. 9): γ/2 · E‖∇ₓ D(x)‖² on real pictures, with D as logits. */
export function r1Penalty(discriminate: (x: Tensor4D) => Tensor, real: Tensor4D, gamma: number): Tensor {
  const gradient = tf.grad((x: Tensor) => tf.sum(discriminate(x as Tensor4D)))(real);
  return tf.mul(tf.sum(tf.square(gradient)), gamma / 2 / real.shape[0]);
}
