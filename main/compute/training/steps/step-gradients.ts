import type { NamedTensorMap } from '@tensorflow/tfjs';
import { sumOfSquares } from '../../engines/packed-operations.ts';
import { type Tensor, tf, type Variable } from '../../engines/tf.ts';
import { architectureOf } from '../../networks/index.ts';
import { generateBatch } from '../../networks/network.ts';
import type { Weights } from '../../networks/weights.ts';
import { losses } from '../objective/losses.ts';
import type { TrainingState } from '../state/training-state.ts';
import { discriminatorObjective, generatorObjective } from './objectives.ts';
import type { StepInputs } from './step-inputs.ts';
import type { StepKind } from './step-phases.ts';

/** Scalars of a batch that the discriminator was shown. */
export interface DiscriminatorScalars {
  dLoss: Tensor;
  /** The generator's loss as this discriminator sees it before its update. */
  gLoss: Tensor;
  dReal: Tensor;
  dFake: Tensor;
  realLogit: Tensor;
  fakeLogit: Tensor;
  penalty: Tensor;
}

/** Gradients are keyed by TensorFlow's names of the variables. */
export function discriminatorGradients(
  state: TrainingState,
  kind: StepKind,
  inputs: StepInputs,
): { gradients: NamedTensorMap; terms: DiscriminatorScalars } {
  const { config } = state;
  const loss = losses[config.loss];
  const fake = generateBatch(architectureOf(config), config, state.generator, inputs.latents).pictures;
  // Tensors made inside the gradient are disposed when it returns, unless they are kept.
  const kept: Tensor[] = [];
  const { grads, value } = tf.variableGrads(() => {
    const terms = discriminatorObjective(state, kind, inputs, fake);
    kept.push(
      ...[terms.realLogits, terms.fakeLogits, terms.loss, terms.penalty].map((term) =>
        tf.keep(tf.clone(term)),
      ),
    );
    return terms.objective.asScalar();
  }, trainable(state.discriminator));
  value.dispose();
  const [realLogits, fakeLogits, dLoss, penalty] = kept;
  const terms: DiscriminatorScalars = {
    dLoss: tf.clone(dLoss),
    gLoss: loss.generator(fakeLogits, realLogits),
    dReal: tf.mean(tf.sigmoid(realLogits)),
    dFake: tf.mean(tf.sigmoid(fakeLogits)),
    realLogit: tf.mean(realLogits),
    fakeLogit: tf.mean(fakeLogits),
    penalty: tf.clone(penalty),
  };
  tf.dispose(kept);
  return { gradients: grads, terms };
}

/** L_G as a scalar, and its gradients; moving statistics of the generator follow the batch. */
export function generatorGradients(
  state: TrainingState,
  inputs: StepInputs,
): { gradients: NamedTensorMap; loss: Tensor } {
  const kept: Tensor[] = [];
  const { grads, value } = tf.variableGrads(() => {
    const { objective, loss, updateStatistics } = generatorObjective(state, inputs);
    updateStatistics();
    kept.push(tf.keep(tf.clone(loss)));
    return objective.asScalar();
  }, trainable(state.generator));
  value.dispose();
  const loss = tf.clone(kept[0]);
  tf.dispose(kept);
  return { gradients: grads, loss };
}

/** Euclidean length of all gradients together. */
export const gradientLength = (gradients: NamedTensorMap): Tensor =>
  tf.sqrt(sumOfSquares(Object.values(gradients)));

const trainable = (weights: Weights): Variable[] =>
  [...weights.values()].filter((variable) => variable.trainable);
