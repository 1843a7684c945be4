import type { NamedTensorMap } from '@tensorflow/tfjs';
import { type Tensor, type Tensor1D, tf } from '../../engines/tf.ts';
import { type Weights, weight } from '../../networks/weights.ts';
import { updateAverage } from '../optimiser/ema.ts';
import type { TrainingState } from '../state/training-state.ts';
import { addUpParts, type Share } from './add-up-parts.ts';
import { meanOf } from './split-step.ts';
import { discriminatorGradients, generatorGradients, gradientLength } from './step-gradients.ts';
import { batchPart, type SharedUpdateInputs, type StepInputs, updateOf } from './step-inputs.ts';
import { discriminatorColumns, readColumns, stackColumns, type UpdateNumbers } from './step-numbers.ts';
import type { StepKind } from './step-phases.ts';

/**
 * A step that several processes share: each computes the gradients of its parts of the batch, they are added up between the
 * processes, and each makes the same update. Gradients leave and enter as one packed vector [n], n being the number of all
 * trained weights of a network, in their order.
 */
export interface SharedStepFunctions {
  /** Gradients of one part over the number of parts, packed, and behind them `discriminatorColumns`. */
  discriminatorShare(kind: StepKind, inputs: StepInputs): Tensor;
  /** Makes the update that packed gradients ask for; returns their length. */
  updateSharedDiscriminator(inputs: SharedUpdateInputs): Tensor;
  /** The same for the generator, with L_G behind the gradients. */
  generatorShare(inputs: StepInputs): Tensor;
  updateSharedGenerator(inputs: SharedUpdateInputs): Tensor;
}

export const sharedStepFunctions = (state: TrainingState, parts: number): SharedStepFunctions => ({
  discriminatorShare(kind, inputs) {
    const { gradients, terms } = discriminatorGradients(state, kind, inputs);
    return packed(state.discriminator, gradients, parts, stackColumns(discriminatorColumns, terms));
  },
  updateSharedDiscriminator({ gradients: all, discriminatorStepSize }) {
    const gradients = unpacked(state.discriminator, all);
    const length = gradientLength(gradients);
    state.discriminatorAdam.apply(gradients, discriminatorStepSize);
    return length;
  },
  generatorShare(inputs) {
    const { gradients, loss } = generatorGradients(state, inputs);
    return packed(state.generator, gradients, parts, tf.reshape(loss, [1]));
  },
  updateSharedGenerator({ gradients: all, generatorStepSize, averageDecay }) {
    const gradients = unpacked(state.generator, all);
    const length = gradientLength(gradients);
    state.generatorAdam.apply(gradients, generatorStepSize);
    if (state.average) updateAverage(state.average, state.generator, averageDecay);
    return length;
  },
});

/** One step together with the other ranks, who make it too. */
export function runSharedStep(
  functions: SharedStepFunctions,
  kind: StepKind,
  inputs: StepInputs,
  share: Share,
): UpdateNumbers {
  const valuesOf = (run: () => Tensor): Float32Array => {
    let values = new Float32Array(0);
    // Not as what tidy returns: it would look for tensors among all the numbers, 0.4 µs each.
    tf.tidy(() => {
      values = run().dataSync<'float32'>().slice();
    });
    return values;
  };
  const update = (sums: Float32Array): SharedUpdateInputs => ({
    ...updateOf(inputs),
    gradients: tf.tensor1d(sums),
  });
  const part = (i: number) => batchPart(inputs, i, share.parts);
  const ofDiscriminator = addUpParts(share, discriminatorColumns.length, (i) =>
    valuesOf(() => functions.discriminatorShare(kind, part(i))),
  );
  const means = meanOf(ofDiscriminator.numbers.map((numbers) => readColumns(discriminatorColumns, numbers)));
  const [dGradient] = valuesOf(() => functions.updateSharedDiscriminator(update(ofDiscriminator.sums)));
  if (!kind.has('generator')) return { ...means, dGradient, gGradient: 0 };
  const ofGenerator = addUpParts(share, 1, (i) => valuesOf(() => functions.generatorShare(part(i))));
  const gLoss = ofGenerator.numbers.reduce((sum, [loss]) => sum + loss / share.parts, 0);
  const [gGradient] = valuesOf(() => functions.updateSharedGenerator(update(ofGenerator.sums)));
  return { ...means, gLoss, dGradient, gGradient };
}

/** How many numbers a packed vector of a network's gradients has. */
export const packedLength = (weights: Weights): number =>
  trained(weights).reduce((sum, [, { size }]) => sum + size, 0);

function packed(weights: Weights, gradients: NamedTensorMap, parts: number, scalars: Tensor1D): Tensor {
  const flat = trained(weights).map(([, { name }]) => tf.reshape(tf.div(gradients[name], parts), [-1]));
  return tf.concat([...flat, scalars]);
}

function unpacked(weights: Weights, all: Tensor1D): NamedTensorMap {
  let at = 0;
  const gradients: NamedTensorMap = {};
  for (const [name, { size, shape }] of trained(weights)) {
    gradients[weight(weights, name).name] = tf.reshape(tf.slice(all, at, size), shape);
    at += size;
  }
  return gradients;
}

const trained = (weights: Weights) => [...weights].filter(([, variable]) => variable.trainable);
