import { heldOutIntervalSteps, type StepRow } from '../../../contract/runs/step-columns.ts';
import { type Tensor, tf } from '../../engines/tf.ts';
import type { DataOrder, Pictures } from '../data/data.ts';
import { followHeldOut, followLogits } from '../state/run-control.ts';
import { stateVariables, type TrainingState } from '../state/training-state.ts';
import { discriminateWith } from './objectives.ts';
import { runSplitStep, type SplitStepFunctions, splitStepFunctions } from './split-step.ts';
import {
  type JudgeInputs,
  judgeInputs,
  phaseAt,
  type StepInputs,
  type StepPhase,
  stepInputs,
} from './step-inputs.ts';
import { readColumns, type UpdateNumbers, updateColumns } from './step-numbers.ts';
import { applyStep } from './whole-step.ts';

/** The parts of a step that are the same operations each time, however they are run. */
export interface StepFunctions extends SplitStepFunctions {
  /** A step on a whole batch at once; changes the state's variables, see `applyStep`. */
  step(phase: StepPhase, inputs: StepInputs): Tensor;
  /** Changes nothing; see `judge`. */
  judge(inputs: JudgeInputs): Tensor;
}

/** Operation by operation. */
export const eagerFunctions = (state: TrainingState): StepFunctions => ({
  step: (phase, inputs) => applyStep(state, phase, inputs),
  ...splitStepFunctions(state),
  judge: (inputs) => judge(state, inputs),
});

/** Makes the next step, counts it and says what it gave. Reads a few numbers back from the engine. */
export function takeStep(
  state: TrainingState,
  source: Pictures,
  order: DataOrder,
  functions: StepFunctions,
): StepRow {
  const phase = phaseAt(state.config, state.step);
  const { microBatches } = state.config;
  const numbers = tf.tidy(() => {
    const inputs = stepInputs(state, source, order);
    return microBatches > 1
      ? runSplitStep(functions, phase, inputs, microBatches)
      : readColumns(updateColumns, functions.step(phase, inputs));
  });
  const row = countStep(state, phase, numbers);
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
 * Sum of everything that steps change: no finite number as soon as one of them is none. Losses do not tell of all: an
 * average, a slot or a moving statistic can be lost while they look well.
 */
export const sumOfState = (state: TrainingState): Tensor =>
  tf.addN([...stateVariables(state).values()].map((variable) => tf.sum(variable)));

function countStep(
  state: TrainingState,
  phase: StepPhase,
  { penalty, gGradient, ...numbers }: UpdateNumbers,
): StepRow {
  const { config } = state;
  const row: StepRow = {
    nimg: state.nimg + config.batchSize,
    ...numbers,
    ...(phase.penalty || config.gradientPenalty > 0 ? { penalty } : {}),
    ...(phase.generator ? { gGradient } : {}),
    ...(config.augmentations.length > 0 ? { augment: state.control.augmentProbability } : {}),
  };
  state.step += 1;
  state.nimg = row.nimg;
  state.control = followLogits(state.control, numbers.realLogit, numbers.fakeLogit);
  return row;
}
