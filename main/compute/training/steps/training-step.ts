import { heldOutIntervalSteps, type StepRow } from '../../../contract/runs/step-columns.ts';
import { type Tensor, tf } from '../../engines/tf.ts';
import type { DataOrder, Pictures } from '../data/data.ts';
import { followHeldOut, followLogits } from '../state/run-control.ts';
import { stateVariables, type TrainingState } from '../state/training-state.ts';
import type { Share } from './add-up-parts.ts';
import { discriminateWith } from './objectives.ts';
import { runSharedStep, type SharedStepFunctions, sharedStepFunctions } from './shared-step.ts';
import { runSplitStep, type SplitStepFunctions, splitStepFunctions } from './split-step.ts';
import { type JudgeInputs, judgeInputs, type StepInputs, stepInputs } from './step-inputs.ts';
import { readColumns, type UpdateNumbers, updateColumns } from './step-numbers.ts';
import { hasPenalty, type StepKind, stepKindAt } from './step-phases.ts';
import { applyStep } from './whole-step.ts';

/** The parts of a step that are the same operations each time, however they are run. */
export interface StepFunctions extends SplitStepFunctions, SharedStepFunctions {
  /** A step on a whole batch at once; changes the state's variables, see `applyStep`. */
  step(kind: StepKind, inputs: StepInputs): Tensor;
  /** Changes nothing; see `judge`. */
  judge(inputs: JudgeInputs): Tensor;
}

/** Operation by operation. */
export const eagerFunctions = (state: TrainingState, share?: Share): StepFunctions => ({
  step: (kind, inputs) => applyStep(state, kind, inputs),
  ...splitStepFunctions(state),
  ...sharedStepFunctions(state, share?.parts ?? 1),
  judge: (inputs) => judge(state, inputs),
});

/** Makes the next step, by itself or as a share of it, counts it and says what it gave. Reads a few numbers back from the engine. */
export function takeStep(
  state: TrainingState,
  source: Pictures,
  order: DataOrder,
  functions: StepFunctions,
  share?: Share,
): StepRow {
  const kind = stepKindAt(state.config, state.step);
  const { microBatches } = state.config;
  const numbers = tf.tidy(() => {
    const inputs = stepInputs(state, source, order);
    if (share !== undefined) return runSharedStep(functions, kind, inputs, share);
    return microBatches > 1
      ? runSplitStep(functions, kind, inputs, microBatches)
      : readColumns(updateColumns, functions.step(kind, inputs));
  });
  const row = countStep(state, kind, numbers);
  if (source.header.heldOut === 0 || state.step % heldOutIntervalSteps !== 0) return row;
  const [heldOutLogit] = tf.tidy(() => functions.judge(judgeInputs(state, source)).dataSync<'float32'>());
  state.control = followHeldOut(state.control, heldOutLogit, state.config);
  return { ...row, heldOutLogit };
}

/** Mean logit of pictures that are seen through the augmentations of training. */
function judge(state: TrainingState, { pictures, draws }: JudgeInputs): Tensor {
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
