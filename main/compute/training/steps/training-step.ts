import type { RunConfig } from '../../../contract/runs/run-config.ts';
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

/** A step whose numbers are not there yet. */
export interface BegunStep {
  kind: StepKind;
  numbers: Promise<{ update: UpdateNumbers; heldOutLogit?: number | undefined }>;
}

/** Makes the next step, by itself or as a share of it, counts it and says what it gave. Reads a few numbers back from the engine. */
export const takeStep = (
  state: TrainingState,
  source: Pictures,
  order: DataOrder,
  calls: StepCalls<StepFunctions>,
  shared?: SharedStep,
): Promise<StepRow> => countStep(state, beginStep(state, source, order, calls, { shared }));

/** Begins the step that comes after `ahead` others, which were begun and are not counted yet. */
export function beginStep(
  state: TrainingState,
  source: Pictures,
  order: DataOrder,
  calls: StepCalls<StepFunctions>,
  { ahead = 0, shared }: { ahead?: number; shared?: SharedStep | undefined } = {},
): BegunStep {
  const { microBatches } = state.config;
  const before = afterSteps(state, ahead);
  const kind = stepKindAt(state.config, before.step);
  const update = withInputs(stepInputs(before, source, order), async (inputs) => {
    if (shared !== undefined)
      return tf.tidy(() => runSharedStep(shared.functions, kind, inputs, shared.share));
    return microBatches > 1
      ? runSplitStep(calls, kind, inputs, microBatches)
      : readColumns(updateColumns, await calls.step(kind, inputs));
  });
  const after = afterSteps(state, ahead + 1);
  const heldOut = looksAtHeldOut(source, after.step)
    ? withInputs(heldOutInputs(after, source), calls.heldOut)
    : [];
  const numbers = Promise.all([update, heldOut]).then(([made, [heldOutLogit]]) => ({
    ...{ update: made, heldOutLogit },
  }));
  return { kind, numbers };
}

/**
 * Whether what a step gives, after which so many are done, is an input of the next one: running means of the logits, or the
 * chance of augmentation. What a run does about its health comes on top.
 */
export const steersNext = (
  { leCamWeight, augmentTarget, augmentations }: RunConfig,
  source: Pictures,
  step: number,
): boolean =>
  leCamWeight > 0 || (augmentTarget > 0 && augmentations.length > 0 && looksAtHeldOut(source, step));

const looksAtHeldOut = ({ header }: Pictures, step: number): boolean =>
  header.heldOut > 0 && step % heldOutIntervalSteps === 0;

/** The state with the counters of some steps later. */
const afterSteps = (state: TrainingState, steps: number): TrainingState => ({
  ...state,
  step: state.step + steps,
  nimg: state.nimg + steps * state.config.batchSize,
});

/** The inputs are given back as soon as they were taken. */
function withInputs<Inputs extends StepInputs | HeldOutInputs, T>(
  inputs: Inputs,
  run: (inputs: Inputs) => Promise<T>,
): Promise<T> {
  try {
    return run(inputs);
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

/** Waits for the numbers of the step that was begun first, counts it and says what it gave. */
export async function countStep(state: TrainingState, { kind, numbers }: BegunStep): Promise<StepRow> {
  const { update, heldOutLogit } = await numbers;
  const { penalty, gGradient, ...others } = update;
  const { config } = state;
  const row: StepRow = {
    nimg: state.nimg + config.batchSize,
    ...others,
    ...(hasPenalty(kind) ? { penalty } : {}),
    ...(kind.has('generator') ? { gGradient } : {}),
    ...(config.augmentations.length > 0 ? { augment: state.control.augmentProbability } : {}),
  };
  state.step += 1;
  state.nimg = row.nimg;
  state.control = followLogits(state.control, update.realLogit, update.fakeLogit);
  if (heldOutLogit === undefined) return row;
  state.control = followHeldOut(state.control, heldOutLogit, config);
  return { ...row, heldOutLogit };
}
