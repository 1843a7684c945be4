import { type Tensor, type Tensor1D, tf } from '../../engines/tf.ts';
import { architectureOf } from '../../networks/index.ts';
import { updateAverage } from '../optimiser/ema.ts';
import type { TrainingState } from '../state/training-state.ts';
import { discriminatorGradients, generatorGradients, gradientLength } from './step-gradients.ts';
import type { StepInputs } from './step-inputs.ts';
import { stackColumns, updateColumns } from './step-numbers.ts';
import type { StepKind } from './step-phases.ts';

/**
 * One training step: the discriminator on a batch of real and of generated pictures, then the generator through the
 * updated discriminator, then the average. Returns `updateColumns`.
 */
export function applyStep(state: TrainingState, kind: StepKind, inputs: StepInputs): Tensor1D {
  architectureOf(state.config).beforeDiscriminator?.(state.config, state.discriminator);
  const { gradients, terms } = discriminatorGradients(state, kind, inputs);
  const dGradient = gradientLength(gradients);
  state.discriminatorAdam.apply(gradients, inputs.discriminatorStepSize);
  tf.dispose(gradients);
  const { gLoss, gGradient } = kind.has('generator')
    ? updateGenerator(state, inputs)
    : { gLoss: terms.gLoss, gGradient: tf.scalar(0) };
  return stackColumns(updateColumns, { ...terms, gLoss, dGradient, gGradient });
}

function updateGenerator(state: TrainingState, inputs: StepInputs): { gLoss: Tensor; gGradient: Tensor } {
  const { gradients, loss } = generatorGradients(state, inputs);
  const gGradient = gradientLength(gradients);
  state.generatorAdam.apply(gradients, inputs.generatorStepSize);
  tf.dispose(gradients);
  if (state.average) updateAverage(state.average, state.generator, inputs.averageDecay);
  return { gLoss: loss, gGradient };
}
