import type { GeneratorConfig } from '../../contract/models/generator-config.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { Tensor, Tensor2D, Tensor4D } from '../engines/tf.ts';
import type { Weights } from './weights.ts';

/** A generator and a discriminator as plain functions over named weights. */
export interface Architecture {
  createGenerator(config: GeneratorConfig): Weights;
  createDiscriminator(config: RunConfig): Weights;
  /** [n, latentSize] → [n, S, S, C] in [−1, 1]; each picture depends on its own latent only. */
  generate(config: GeneratorConfig, weights: ReadonlyMap<string, Tensor>, latents: Tensor2D): Tensor4D;
  /** The same in training, where a batch norm takes its statistics from the batch; absent = no difference. */
  generateBatch?(config: RunConfig, weights: Weights, latents: Tensor2D): GeneratedBatch;
  /**
   * The same from a latent for every stage of `latentSpaceOf(config)`, each [n, latentSize], coarse to fine, and mapped as
   * it says: `generate` maps its latent and gives it to all stages. Absent = one latent, taken as it is.
   */
  generateStyled?(
    config: GeneratorConfig,
    weights: ReadonlyMap<string, Tensor>,
    styles: readonly Tensor2D[],
  ): Tensor4D;
  /** Names of the kernels [latentSize, outputs] that take each stage's latent in; none where no dense layer does. */
  latentKernels(config: GeneratorConfig): readonly (readonly string[])[];
  /** [n, S, S, C] in [−1, 1] → [n, 1] logits; σ(logit) is the probability that a picture is real. */
  discriminate(config: RunConfig, weights: ReadonlyMap<string, Tensor>, pictures: Tensor4D): Tensor2D;
  /** Called once a step before the discriminator's update, for weights that no gradient changes. */
  beforeDiscriminator?(config: RunConfig, weights: Weights): void;
  /** How badly the discriminator's own decoder draws pictures again (Liu et al. 2021, §3.2), as a scalar. */
  reconstructionError?(config: RunConfig, weights: ReadonlyMap<string, Tensor>, pictures: Tensor4D): Tensor;
}

export interface GeneratedBatch {
  pictures: Tensor4D;
  /** Follows the batch's statistics with the moving ones; called once a step. */
  updateStatistics(): void;
}

/** Pictures of a training batch. */
export const generateBatch = (
  architecture: Architecture,
  config: RunConfig,
  weights: Weights,
  latents: Tensor2D,
): GeneratedBatch =>
  architecture.generateBatch?.(config, weights, latents) ?? {
    pictures: architecture.generate(config, weights, latents),
    updateStatistics: () => undefined,
  };
