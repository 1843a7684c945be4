import { type Scalar, type Tensor, type Tensor4D, tf } from '../../engines/tf.ts';

type Discriminate = (pictures: Tensor4D) => Tensor;

/**
 * γ/2 · E‖∇ₓ D(x)‖², with D as logits: R1 on real pictures (Mescheder et al. 2018, eq. 9), R2 on generated ones (eq. 10).
 */
export function zeroCentredPenalty(discriminate: Discriminate, pictures: Tensor4D, gamma: number): Tensor {
  const gradient = inputGradient(discriminate, pictures);
  return tf.mul(tf.sum(tf.square(gradient)), gamma / 2 / pictures.shape[0]);
}

/** Keeps the square root differentiable where a gradient vanishes. */
const epsilon = 1e-12;

const inputGradient = (discriminate: Discriminate, pictures: Tensor4D): Tensor =>
  tf.grad((x: Tensor) => tf.sum(discriminate(x as Tensor4D)))(pictures);

/**
 * λ · E(‖∇ D(x̂)‖ − 1)² at random points x̂ between real and generated pictures (Gulrajani et al. 2017, eq. 3); `mix`
 * [n, 1, 1, 1] from U(0, 1) says how real each is.
 */
export function slopePenalty(
  discriminate: Discriminate,
  real: Tensor4D,
  fake: Tensor4D,
  mix: Tensor,
  weight: number,
): Tensor {
  const between: Tensor4D = tf.add(fake, tf.mul(tf.sub(real, fake), mix));
  const gradient = inputGradient(discriminate, between);
  const lengths = tf.sqrt(tf.add(tf.sum(tf.square(gradient), [1, 2, 3]), epsilon));
  return tf.mul(tf.mean(tf.square(tf.sub(lengths, 1))), weight);
}

/**
 * LeCam (Tseng et al. 2021, eq. 4) in the hinged form of its authors' code: real outputs are not to rise above the running
 * mean of generated ones, nor generated ones to fall below that of real ones.
 */
export function leCamPenalty(
  realLogits: Tensor,
  fakeLogits: Tensor,
  { realAnchor, fakeAnchor }: { realAnchor: Scalar; fakeAnchor: Scalar },
  weight: number,
): Tensor {
  const real = tf.mean(tf.square(tf.relu(tf.sub(realLogits, fakeAnchor))));
  const fake = tf.mean(tf.square(tf.relu(tf.sub(realAnchor, fakeLogits))));
  return tf.mul(tf.add(real, fake), weight);
}
