import type { NamedTensorMap } from '@tensorflow/tfjs';
import { hasPackedOperations, runPackedUpdate } from '../../engines/packed-operations.ts';
import { type Tensor, tf } from '../../engines/tf.ts';
import { type Weights, weight } from '../../networks/weights.ts';
import { updateAverage } from '../optimiser/ema.ts';
import type { TrainingState } from '../state/training-state.ts';
import { discriminatorGradients, generatorGradients, gradientLength } from './step-gradients.ts';
import { batchPart, type StepInputs, type UpdateInputs, updateOf } from './step-inputs.ts';
import {
  type DiscriminatorNumbers,
  discriminatorColumns,
  readColumns,
  stackColumns,
  type UpdateNumbers,
} from './step-numbers.ts';
import type { StepKind } from './step-phases.ts';

/**
 * A step whose batch is worked through in equal parts, one after the other, so that only the maps of one part are in memory:
 * gradients are means over pictures, so the mean of the parts' gradients is that of the batch. What compares pictures with
 * each other, the minibatch standard deviation, does so within a part.
 */
export interface SplitStepFunctions {
  /** Adds a part's gradients to their sums; returns `discriminatorColumns`. */
  discriminatorPart(kind: StepKind, inputs: StepInputs): Tensor;
  /** Makes the update that the sums ask for and clears them; returns the length of the gradient. */
  updateDiscriminator(inputs: UpdateInputs): Tensor;
  /** Adds a part's gradients to their sums; returns L_G. */
  generatorPart(inputs: StepInputs): Tensor;
  updateGenerator(inputs: UpdateInputs): Tensor;
}

export const splitStepFunctions = (state: TrainingState): SplitStepFunctions => ({
  discriminatorPart(kind, inputs) {
    const { gradients, terms } = discriminatorGradients(state, kind, inputs);
    addTo(sumsOf(state).discriminator, state.discriminator, gradients, state.config.microBatches);
    tf.dispose(gradients);
    return stackColumns(discriminatorColumns, terms);
  },
  updateDiscriminator({ discriminatorStepSize }) {
    const { discriminator } = sumsOf(state);
    const gradients = byVariable(discriminator, state.discriminator);
    const length = gradientLength(gradients);
    state.discriminatorAdam.apply(gradients, discriminatorStepSize);
    clear(discriminator);
    return length;
  },
  generatorPart(inputs) {
    const { gradients, loss } = generatorGradients(state, inputs);
    addTo(sumsOf(state).generator, state.generator, gradients, state.config.microBatches);
    tf.dispose(gradients);
    return loss;
  },
  updateGenerator({ generatorStepSize, averageDecay }) {
    const { generator } = sumsOf(state);
    const gradients = byVariable(generator, state.generator);
    const length = gradientLength(gradients);
    state.generatorAdam.apply(gradients, generatorStepSize);
    clear(generator);
    if (state.average) updateAverage(state.average, state.generator, averageDecay);
    return length;
  },
});

/** The same as calls whose numbers are waited for. */
export type SplitStepCalls = StepCalls<SplitStepFunctions>;

/**
 * Each function of a step, giving numbers in the place of a tensor. A call has taken its inputs when it returns, and calls take
 * effect in the order in which they are made, whenever their numbers come.
 */
export type StepCalls<Functions extends Record<keyof Functions, (...given: never[]) => Tensor>> = {
  [Name in keyof Functions]: (...given: Parameters<Functions[Name]>) => Promise<Float32Array>;
};

/** One step in `parts` parts, all of which are called for at once. */
export async function runSplitStep(
  calls: SplitStepCalls,
  kind: StepKind,
  inputs: StepInputs,
  parts: number,
): Promise<UpdateNumbers> {
  const onParts = (call: (part: StepInputs) => Promise<Float32Array>) =>
    Promise.all(Array.from({ length: parts }, (_, i) => onPart(inputs, i, parts, call)));
  const update = updateOf(inputs);
  const [partNumbers, [dGradient], losses, [gGradient]] = await Promise.all([
    onParts((part) => calls.discriminatorPart(kind, part)),
    calls.updateDiscriminator(update),
    kind.has('generator') ? onParts(calls.generatorPart) : [],
    kind.has('generator') ? calls.updateGenerator(update) : [0],
  ]);
  const means = meanOf(partNumbers.map((values) => readColumns(discriminatorColumns, values)));
  if (!kind.has('generator')) return { ...means, dGradient, gGradient };
  return { ...means, gLoss: losses.reduce((sum, [loss]) => sum + loss / parts, 0), dGradient, gGradient };
}

function onPart<T>(inputs: StepInputs, index: number, parts: number, run: (part: StepInputs) => T): T {
  const whole = new Set<Tensor>(Object.values(inputs));
  const part = batchPart(inputs, index, parts);
  try {
    return run(part);
  } finally {
    tf.dispose(Object.values(part).filter((tensor) => !whole.has(tensor)));
  }
}

function sumsOf({ gradientSums }: TrainingState): { generator: Weights; discriminator: Weights } {
  if (gradientSums === undefined) throw new Error('the batches of this run are not worked through in parts');
  return gradientSums;
}

function addTo(sums: Weights, weights: Weights, gradients: NamedTensorMap, parts: number): void {
  const all = [...sums.values()];
  const ofPart = [...sums.keys()].map((name) => gradients[weight(weights, name).name]);
  if (hasPackedOperations()) {
    const [updated] = runPackedUpdate({ rule: 'add', updates: [all], reads: [ofPart], numbers: [parts] });
    for (const [i, sum] of all.entries()) sum.assign(updated[i]);
    return;
  }
  for (const [i, sum] of all.entries()) sum.assign(tf.add(sum, tf.div(ofPart[i], parts)));
}

const byVariable = (sums: Weights, weights: Weights): NamedTensorMap =>
  Object.fromEntries([...sums].map(([name, sum]) => [weight(weights, name).name, sum]));

function clear(sums: Weights): void {
  const all = [...sums.values()];
  const cleared = hasPackedOperations() ? runPackedUpdate({ rule: 'clear', updates: [all] })[0] : undefined;
  for (const [i, sum] of all.entries()) sum.assign(cleared?.[i] ?? tf.zerosLike(sum));
}

/** Column by column. */
export function meanOf(all: readonly DiscriminatorNumbers[]): DiscriminatorNumbers {
  const mean = (column: (typeof discriminatorColumns)[number]) =>
    all.reduce((sum, numbers) => sum + numbers[column], 0) / all.length;
  return Object.fromEntries(
    discriminatorColumns.map((column) => [column, mean(column)]),
  ) as DiscriminatorNumbers;
}
