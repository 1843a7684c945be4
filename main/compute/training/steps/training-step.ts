import { heldOutIntervalSteps, type StepRow } from '../../../contract/runs/step-columns.ts';
import { type Tensor, tf } from '../../engines/tf.ts';
import type { DataOrder, Pictures } from '../data/data.ts';
import { followHeldOut, followLogits } from '../state/run-control.ts';
import { stateVariables, type TrainingState } from '../state/training-state.ts';
import type { Share } from './add-up-parts.ts';
import { discriminateWith } from './objectives.ts';
import { runSharedStep, type SharedStepFunctions } from './shared-step.ts';
import { runSplitStep, type SplitStepFunctions, type StepCalls, splitStepFunctions } from './split-step.ts';
import { type HeldOutInputs, heldOutInputs, type StepInputs, stepInputs } from './step-inputs.ts';
import { readColumns, type UpdateNumbers, updateColumns } from './step-numbers.ts';
import { hasPenalty, type StepKind, stepKindAt } from './step-phases.ts';
import { applyStep } from './whole-step.ts';

/** The parts of a step that are the same operations each time, however they are run. */
export interface StepFunctions extends SplitStepFunctions {
  /** A step on a whole batch at once; changes the state's variables, see `applyStep`. */
  step(kind: StepKind, inputs: StepInputs): Tensor;
  /** Changes nothing; see `meanHeldOutLogit`. */
  heldOut(inputs: HeldOutInputs): Tensor;
}

/** As TensorFlow.js does them, to be recorded or called. */
export const eagerFunctions = (state: TrainingState): StepFunctions => ({
  step: (kind, inputs) => applyStep(state, kind, inputs),
  ...splitStepFunctions(state),
  heldOut: (inputs) => meanHeldOutLogit(state, inputs),
});

/** The same, operation by operation. */
export function eagerCalls(state: TrainingState): StepCalls<StepFunctions> {
  const functions = eagerFunctions(state);
  const reading =
    <Given extends unknown[]>(run: (...given: Given) => Tensor) =>
    async (...given: Given): Promise<Float32Array> =>
      tf.tidy(() => run(...given).dataSync<'float32'>());
  return {
    step: reading(functions.step),
    discriminatorPart: reading(functions.discriminatorPart),
    updateDiscriminator: reading(functions.updateDiscriminator),
    generatorPart: reading(functions.generatorPart),
    updateGenerator: reading(functions.updateGenerator),
    heldOut: reading(functions.heldOut),
  };
}

/** What a step takes that several processes make together. */
export interface SharedStep {
  share: Share;
  functions: SharedStepFunctions;
}

/** Makes the next step, by itself or as a share of it, counts it and says what it gave. Reads a few numbers back from the engine. */
export async function takeStep(
  state: TrainingState,
  source: Pictures,
  order: DataOrder,
  calls: StepCalls<StepFunctions>,
  shared?: SharedStep,
): Promise<StepRow> {
  const kind = stepKindAt(state.config, state.step);
  const { microBatches } = state.config;
  const numbers = await withInputs(stepInputs(state, source, order), async (inputs) => {
    if (shared !== undefined)
      return tf.tidy(() => runSharedStep(shared.functions, kind, inputs, shared.share));
    return microBatches > 1
      ? runSplitStep(calls, kind, inputs, microBatches)
      : readColumns(updateColumns, await calls.step(kind, inputs));
  });
  const row = countStep(state, kind, numbers);
  if (source.header.heldOut === 0 || state.step % heldOutIntervalSteps !== 0) return row;
  const [heldOutLogit] = await withInputs(heldOutInputs(state, source), calls.heldOut);
  state.control = followHeldOut(state.control, heldOutLogit, state.config);
  return { ...row, heldOutLogit };
}

async function withInputs<Inputs extends StepInputs | HeldOutInputs, T>(
  inputs: Inputs,
  run: (inputs: Inputs) => Promise<T>,
): Promise<T> {
  try {
    return await run(inputs);
  } finally {
    tf.dispose(Object.values(inputs));
  }
}

/** Mean logit of held-out pictures, which are seen through the augmentations of training. */
function meanHeldOutLogit(state: TrainingState, { pictures, draws }: HeldOutInputs): Tensor {
  return tf.mean(discriminateWith(state, pictures, draws));
}

/**
 * Sum of everything that steps change, which is not finite as soon as one of the numbers is not. Losses do not tell of all: an
 * average, a slot or a moving statistic can be lost while they look well.
 */
export const sumOfState = (state: TrainingState): Tensor =>
  tf.addN([...stateVariables(state).values()].map((variable) => tf.sum(variable)));

function countStep(
  state: TrainingState,
  kind: StepKind,
  { penalty, gGradient, ...numbers }: UpdateNumbers,
): StepRow {
  const { config } = state;
  const row: StepRow = {
    nimg: state.nimg + config.batchSize,
    ...numbers,
    ...(hasPenalty(kind) ? { penalty } : {}),
    ...(kind.has('generator') ? { gGradient } : {}),
    ...(config.augmentations.length > 0 ? { augment: state.control.augmentProbability } : {}),
  };
  state.step += 1;
  state.nimg = row.nimg;
  state.control = followLogits(state.control, numbers.realLogit, numbers.fakeLogit);
  return row;
}
