import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../../engines/tf.ts';
import { architectureOf } from '../../networks/index.ts';
import { generateBatch } from '../../networks/network.ts';
import { augment } from '../objective/augment.ts';
import { losses } from '../objective/losses.ts';
import { leCamPenalty, slopePenalty, zeroCentredPenalty } from '../objective/penalties.ts';
import type { TrainingState } from '../state/training-state.ts';
import type { StepInputs, StepPhase } from './step-inputs.ts';

/** What the discriminator minimises, and its parts; scalars but for the logits [n, 1]. */
export interface DiscriminatorTerms {
  objective: Tensor;
  /** Without penalties. */
  loss: Tensor;
  penalty: Tensor;
  realLogits: Tensor;
  fakeLogits: Tensor;
}

/** `fake` [n, S, S, C] counts as given: no gradient reaches the generator. */
export function discriminatorObjective(
  state: TrainingState,
  phase: StepPhase,
  inputs: StepInputs,
  fake: Tensor4D,
): DiscriminatorTerms {
  const realLogits = discriminateWith(state, inputs.real, inputs.realDraws);
  const fakeLogits = discriminateWith(state, fake, inputs.fakeDraws);
  const loss = losses[state.config.loss].discriminator(realLogits, fakeLogits);
  const penalty = penalties(state, phase, inputs, fake);
  const objective = tf.addN([loss, penalty, ...regularisers(state, inputs, realLogits, fakeLogits)]);
  return { objective, loss, penalty, realLogits, fakeLogits };
}

/** What the generator minimises, as a scalar. */
export function generatorObjective(
  state: TrainingState,
  inputs: StepInputs,
): { objective: Tensor; updateStatistics(): void } {
  const { config } = state;
  const loss = losses[config.loss];
  const made = generateBatch(architectureOf(config), config, state.generator, inputs.latents);
  const fakeLogits = discriminateWith(state, made.pictures, inputs.fakeDraws);
  const realLogits = loss.comparesWithReal
    ? discriminateWith(state, inputs.real, inputs.realDraws)
    : fakeLogits;
  return { objective: loss.generator(fakeLogits, realLogits), updateStatistics: made.updateStatistics };
}

/** Logits of pictures, seen through the augmentations that were drawn for them. */
export const discriminateWith = (
  { config, discriminator }: TrainingState,
  pictures: Tensor4D,
  draws: Tensor2D | undefined,
): Tensor2D =>
  architectureOf(config).discriminate(
    config,
    discriminator,
    draws === undefined ? pictures : augment(config, pictures, draws),
  );

/** The gradient penalties of a step, weighted; 0 without. */
function penalties(state: TrainingState, phase: StepPhase, inputs: StepInputs, fake: Tensor4D): Tensor {
  const { r1Gamma, r2Gamma, r1IntervalSteps, gradientPenalty } = state.config;
  const see = (draws: Tensor2D | undefined) => (x: Tensor4D) => discriminateWith(state, x, draws);
  let sum: Tensor = tf.scalar(0);
  if (phase.penalty && r1Gamma > 0) {
    sum = tf.add(sum, zeroCentredPenalty(see(inputs.realDraws), inputs.real, r1Gamma * r1IntervalSteps));
  }
  if (phase.penalty && r2Gamma > 0) {
    sum = tf.add(sum, zeroCentredPenalty(see(inputs.fakeDraws), fake, r2Gamma * r1IntervalSteps));
  }
  sum = tf.mul(sum, inputs.gammaScale);
  if (inputs.mix === undefined) return sum;
  return tf.add(sum, slopePenalty(see(inputs.realDraws), inputs.real, fake, inputs.mix, gradientPenalty));
}

/** Regularisers for small datasets. */
function regularisers(
  state: TrainingState,
  { real, realAnchor, fakeAnchor }: StepInputs,
  realLogits: Tensor,
  fakeLogits: Tensor,
): Tensor[] {
  const { config } = state;
  const terms: Tensor[] = [];
  if (realAnchor !== undefined && fakeAnchor !== undefined) {
    terms.push(leCamPenalty(realLogits, fakeLogits, { realAnchor, fakeAnchor }, config.leCamWeight));
  }
  if (config.reconstructionWeight > 0) {
    const error = architectureOf(config).reconstructionError?.(config, state.discriminator, real);
    if (error !== undefined) terms.push(tf.mul(error, config.reconstructionWeight));
  }
  return terms;
}
