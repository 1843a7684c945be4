import type { RunConfig } from '../../contract/run-config.ts';
import type { Tensor, Tensor2D, Tensor4D } from '../engines/tf.ts';
import type { Weights } from './weights.ts';

/** A generator and a discriminator as plain functions over named weights. */
export interface Architecture {
  createGenerator(config: RunConfig): Weights;
  createDiscriminator(config: RunConfig): Weights;
  /** [n, latentSize] → [n, S, S, C] in [−1, 1]. */
  generate(config: RunConfig, weights: ReadonlyMap<string, Tensor>, latents: Tensor2D): Tensor4D;
  /** [n, S, S, C] in [−1, 1] → [n, 1] logits; σ(logit) is the probability that a picture is real. */
  discriminate(config: RunConfig, weights: ReadonlyMap<string, Tensor>, pictures: Tensor4D): Tensor2D;
}
