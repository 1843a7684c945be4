import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../../engines/tf.ts';
import { architectureOf } from '../../networks/index.ts';
import { generateBatch } from '../../networks/network.ts';
import { augment } from '../objective/augment.ts';
import { losses } from '../objective/losses.ts';
import { projectedLosses } from '../objective/projected-loss.ts';
import type { TrainingState } from '../state/training-state.ts';
import type { StepInputs } from './step-inputs.ts';
import { type JudgedBatch, type StepKind, termsOf } from './step-phases.ts';

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
  kind: StepKind,
  inputs: StepInputs,
  fake: Tensor4D,
): DiscriminatorTerms {
  const seen = {
    real: seenThrough(state, inputs.real, inputs.realDraws),
    fake: seenThrough(state, fake, inputs.fakeDraws),
  };
  const [realLogits, fakeLogits] = [discriminate(state, seen.real), discriminate(state, seen.fake)];
  const loss = losses[state.config.loss].discriminator(realLogits, fakeLogits);
  const batch: JudgedBatch = {
    config: state.config,
    discriminator: state.discriminator,
    inputs,
    fake,
    seen,
    realLogits,
    fakeLogits,
    discriminate: (pictures, draws) => discriminateWith(state, pictures, draws),
  };
  const penalty = penaltyOf(kind, batch);
  const objective = tf.addN([loss, penalty, ...termsOf(kind, 'regulariser', batch)]);
  return { objective, loss, penalty, realLogits, fakeLogits };
}

/** What the generator minimises, and its loss through the discriminator alone; scalars. */
export function generatorObjective(
  state: TrainingState,
  inputs: StepInputs,
): { objective: Tensor; loss: Tensor; updateStatistics(): void } {
  const { config } = state;
  const { generator: lossOf, comparesWithReal } = losses[config.loss];
  const made = generateBatch(architectureOf(config), config, state.generator, inputs.latents);
  const fake = seenThrough(state, made.pictures, inputs.fakeDraws);
  const real = comparesWithReal ? seenThrough(state, inputs.real, inputs.realDraws) : undefined;
  const fakeLogits = discriminate(state, fake);
  const loss = lossOf(fakeLogits, real === undefined ? fakeLogits : discriminate(state, real));
  const objective =
    config.projectedWeight > 0
      ? tf.add(loss, projectedLosses.generator(config, state.discriminator, fake, real))
      : loss;
  return { objective, loss, updateStatistics: made.updateStatistics };
}

/** Logits of pictures, seen through the augmentations that were drawn for them. */
export const discriminateWith = (
  state: TrainingState,
  pictures: Tensor4D,
  draws: Tensor2D | undefined,
): Tensor2D => discriminate(state, seenThrough(state, pictures, draws));

const discriminate = ({ config, discriminator }: TrainingState, pictures: Tensor4D): Tensor2D =>
  architectureOf(config).discriminate(config, discriminator, pictures);

const seenThrough = ({ config }: TrainingState, pictures: Tensor4D, draws: Tensor2D | undefined): Tensor4D =>
  draws === undefined ? pictures : augment(config, pictures, draws);

/** The gradient penalties of a step, weighted; 0 without. */
function penaltyOf(kind: StepKind, batch: JudgedBatch): Tensor {
  const add = (sum: Tensor, term: Tensor): Tensor => tf.add(sum, term);
  const zeroCentred = termsOf(kind, 'zero-centred', batch).reduce<Tensor>(add, tf.scalar(0));
  return termsOf(kind, 'slope', batch).reduce(add, tf.mul(zeroCentred, batch.inputs.gammaScale));
}
