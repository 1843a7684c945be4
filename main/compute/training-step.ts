import type { StepRow } from '../contract/runs.ts';
import type { DataOrder, PixelSource } from './data.ts';
import { updateAverage } from './ema.ts';
import { type Tensor, type Tensor1D, tf, type Variable } from './engines/tf.ts';
import { losses } from './losses.ts';
import { architectureOf } from './networks/index.ts';
import { generateBatch } from './networks/network.ts';
import type { Weights } from './networks/weights.ts';
import { discriminateWith, discriminatorObjective, generatorObjective } from './objectives.ts';
import { followHeldOut, followLogits, heldOutIntervalSteps } from './run-control.ts';
import {
  type JudgeInputs,
  judgeInputs,
  phaseAt,
  type StepInputs,
  type StepPhase,
  stepInputs,
} from './step-inputs.ts';
import type { TrainingState } from './training-state.ts';

/** The parts of a step that are the same operations each time, however they are run. */
export interface StepFunctions {
  /** Changes the state's variables; see `applyStep`. */
  step(phase: StepPhase, inputs: StepInputs): Tensor;
  /** Changes nothing; see `judge`. */
  judge(inputs: JudgeInputs): Tensor;
}

/** Operation by operation. */
export const eagerFunctions = (state: TrainingState): StepFunctions => ({
  step: (phase, inputs) => applyStep(state, phase, inputs),
  judge: (inputs) => judge(state, inputs),
});

/** Makes the next step, counts it and says what it gave. Reads a few numbers back from the engine. */
export function takeStep(
  state: TrainingState,
  source: PixelSource,
  order: DataOrder,
  functions: StepFunctions,
): StepRow {
  const phase = phaseAt(state.config, state.step);
  const numbers = tf.tidy(() =>
    functions.step(phase, stepInputs(state, source, order)).dataSync<'float32'>(),
  );
  const row = countStep(state, phase, numbers);
  if (source.header.heldOut === 0 || state.step % heldOutIntervalSteps !== 0) return row;
  const [heldOutLogit] = tf.tidy(() => functions.judge(judgeInputs(state, source)).dataSync<'float32'>());
  state.control = followHeldOut(state.control, heldOutLogit, state.config);
  return { ...row, heldOutLogit };
}

/**
 * One training step: the discriminator on a batch of real and of generated pictures, then the generator through the
 * updated discriminator, then the average. Returns the columns that `countStep` reads.
 */
export function applyStep(state: TrainingState, phase: StepPhase, inputs: StepInputs): Tensor1D {
  architectureOf(state.config).beforeDiscriminator?.(state.config, state.discriminator);
  const critic = updateDiscriminator(state, phase, inputs);
  const { loss: gLoss, gradient } = phase.generator
    ? updateGenerator(state, inputs)
    : { loss: critic.gLoss, gradient: tf.scalar(0) };
  if (phase.generator && state.average) updateAverage(state.average, state.generator, inputs.averageDecay);
  return tf.stack([
    critic.dLoss,
    gLoss,
    critic.dReal,
    critic.dFake,
    critic.realLogit,
    critic.fakeLogit,
    critic.penalty,
    critic.gradient,
    gradient,
  ]) as Tensor1D;
}

/** Mean logit of pictures that are seen through the augmentations of training. */
export function judge(state: TrainingState, { pictures, draws }: JudgeInputs): Tensor {
  return tf.mean(discriminateWith(state, pictures, draws));
}

function countStep(state: TrainingState, { penalty, generator }: StepPhase, numbers: Float32Array): StepRow {
  const { config } = state;
  const [dLoss, gLoss, dReal, dFake, realLogit, fakeLogit, penaltyValue, dGradient, gGradient] = numbers;
  const row: StepRow = {
    nimg: state.nimg + config.batchSize,
    dLoss,
    gLoss,
    dReal,
    dFake,
    realLogit,
    fakeLogit,
    dGradient,
    ...(penalty || config.gradientPenalty > 0 ? { penalty: penaltyValue } : {}),
    ...(generator ? { gGradient } : {}),
    ...(config.augmentations.length > 0 ? { augment: state.control.augmentProbability } : {}),
  };
  state.step += 1;
  state.nimg = row.nimg;
  state.control = followLogits(state.control, realLogit, fakeLogit);
  return row;
}

interface CriticTerms {
  dLoss: Tensor;
  /** The generator's loss as this discriminator sees it before its update. */
  gLoss: Tensor;
  dReal: Tensor;
  dFake: Tensor;
  realLogit: Tensor;
  fakeLogit: Tensor;
  penalty: Tensor;
  gradient: Tensor;
}

function updateDiscriminator(state: TrainingState, phase: StepPhase, inputs: StepInputs): CriticTerms {
  const { config } = state;
  const loss = losses[config.loss];
  const fake = generateBatch(architectureOf(config), config, state.generator, inputs.latents).pictures;
  // Tensors made inside the gradient are disposed when it returns, unless they are kept.
  const kept: Tensor[] = [];
  const { grads, value } = tf.variableGrads(() => {
    const terms = discriminatorObjective(state, phase, inputs, fake);
    kept.push(
      ...[terms.realLogits, terms.fakeLogits, terms.loss, terms.penalty].map((term) =>
        tf.keep(tf.clone(term)),
      ),
    );
    return terms.objective.asScalar();
  }, trainable(state.discriminator));
  const gradient = gradientLength(grads);
  state.discriminatorAdam.apply(grads, inputs.discriminatorStepSize);
  tf.dispose([grads, value]);
  const [realLogits, fakeLogits, dLoss, penalty] = kept;
  const terms: CriticTerms = {
    dLoss: tf.clone(dLoss),
    gLoss: loss.generator(fakeLogits, realLogits),
    dReal: tf.mean(tf.sigmoid(realLogits)),
    dFake: tf.mean(tf.sigmoid(fakeLogits)),
    realLogit: tf.mean(realLogits),
    fakeLogit: tf.mean(fakeLogits),
    penalty: tf.clone(penalty),
    gradient,
  };
  tf.dispose(kept);
  return terms;
}

/** Returns L_G and the length of its gradient as scalars. */
function updateGenerator(state: TrainingState, inputs: StepInputs): { loss: Tensor; gradient: Tensor } {
  const { grads, value } = tf.variableGrads(() => {
    const { objective, updateStatistics } = generatorObjective(state, inputs);
    updateStatistics();
    return objective.asScalar();
  }, trainable(state.generator));
  const gradient = gradientLength(grads);
  state.generatorAdam.apply(grads, inputs.generatorStepSize);
  tf.dispose(grads);
  return { loss: value, gradient };
}

const trainable = (weights: Weights): Variable[] =>
  [...weights.values()].filter((variable) => variable.trainable);

/** Euclidean length of all gradients together. */
const gradientLength = (gradients: Record<string, Tensor>): Tensor =>
  tf.sqrt(tf.addN(Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)))));
