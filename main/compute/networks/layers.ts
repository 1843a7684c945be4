import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../engines/tf.ts';
import { type WeightBuilder, weight } from './weights.ts';

/** Parts that several networks are made of; all can be differentiated twice on every engine. */

type ReadWeights = ReadonlyMap<string, Tensor>;
/** Latents of length √n (Karras et al. 2018, §4.2): a latent far from zero is drawn neither fainter nor louder. */
export const normalisedLatents = (latents: Tensor2D): Tensor2D =>
  tf.mul(latents, tf.rsqrt(tf.add(tf.mean(tf.square(latents), 1, true), 1e-8)));

/** `<name>.kernel` [side, side, from, to] and `<name>.bias`. */
export function addConvolution(
  builder: WeightBuilder,
  name: string,
  [side, from, to]: [number, number, number],
  gain: number,
): void {
  builder.normal(`${name}.kernel`, [side, side, from, to], side ** 2 * from, gain);
  builder.zeros(`${name}.bias`, [to]);
}

export function convolve(weights: ReadWeights, name: string, x: Tensor4D, stride: 1 | 2 = 1): Tensor4D {
  const kernel = weight(weights, `${name}.kernel`) as Tensor4D;
  return tf.add(tf.conv2d(x, kernel, stride, 'same'), weight(weights, `${name}.bias`));
}

/** `<name>.kernel` [from, to] and `<name>.bias`. */
export function addDense(
  builder: WeightBuilder,
  name: string,
  [from, to]: [number, number],
  gain: number,
): void {
  builder.normal(`${name}.kernel`, [from, to], from, gain);
  builder.zeros(`${name}.bias`, [to]);
}

export const dense = (weights: ReadWeights, name: string, x: Tensor2D): Tensor2D =>
  tf.add(tf.matMul(x, weight(weights, `${name}.kernel`) as Tensor2D), weight(weights, `${name}.bias`));

/** How much of a channel's size a latent sets at the start. */
const styleGain = 0.3;

/** A scale and a shift for each of `width` channels, from the latent: `<name>-style.kernel` [latent, 2·width]. */
export function addStyle(builder: WeightBuilder, name: string, latentSize: number, width: number): void {
  addDense(builder, `${name}-style`, [latentSize, 2 * width], styleGain);
}

/** x · (1 + scale) + shift, each channel of each picture its own (FiLM, Perez et al. 2018, eq. 2). */
export function styled(weights: ReadWeights, name: string, x: Tensor4D, latents: Tensor2D): Tensor4D {
  const [batch, , , width] = x.shape;
  const styles = dense(weights, `${name}-style`, latents);
  const part = (start: number): Tensor =>
    tf.reshape(tf.slice(styles, [0, start], [batch, width]), [batch, 1, 1, width]);
  return tf.add(tf.mul(x, tf.add(part(0), 1)), part(width));
}
