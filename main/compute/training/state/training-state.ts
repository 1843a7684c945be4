import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { RunControl } from '../../../protocol/run-control.ts';
import { tf, type Variable } from '../../engines/tf.ts';
import { architectureOf } from '../../networks/index.ts';
import { createProjected } from '../../networks/projected.ts';
import { disposeWeights, stageOf, type Weights } from '../../networks/weights.ts';
import { Adam } from '../optimiser/adam.ts';
import { copyWeights } from '../optimiser/ema.ts';
import { initialControl } from './run-control.ts';

/** Everything of a run that changes with a step. */
export interface TrainingState {
  config: RunConfig;
  generator: Weights;
  discriminator: Weights;
  generatorAdam: Adam;
  discriminatorAdam: Adam;
  /** The averaged generator; absent when the run keeps none. */
  average?: Weights;
  /** Sums of gradients by weight, zero between steps; absent where batches are worked through at once. */
  gradientSums?: { generator: Weights; discriminator: Weights };
  control: RunControl;
  /** Steps done, and images shown to the discriminator. */
  step: number;
  nimg: number;
}

/** Networks at their seeded start. */
export function createTrainingState(config: RunConfig): TrainingState {
  const architecture = architectureOf(config);
  const generator = architecture.createGenerator(config);
  const discriminator = architecture.createDiscriminator(config);
  if (config.projectedWeight > 0)
    for (const [name, variable] of createProjected(config)) discriminator.set(name, variable);
  freeze(discriminator, config.freezeLayers);
  const adam = (weights: Weights, learningRate: number) =>
    new Adam(weights, {
      learningRate,
      beta1: config.adamBeta1,
      beta2: config.adamBeta2,
      epsilon: config.adamEpsilon,
    });
  return {
    config,
    generator,
    discriminator,
    generatorAdam: adam(generator, config.generatorLearningRate),
    discriminatorAdam: adam(discriminator, config.discriminatorLearningRate),
    ...(config.emaHalfLifeKimg > 0 ? { average: copyWeights(generator) } : {}),
    ...(config.microBatches > 1
      ? { gradientSums: { generator: zerosFor(generator), discriminator: zerosFor(discriminator) } }
      : {}),
    control: initialControl(config),
    step: 0,
    nimg: 0,
  };
}

export function disposeTrainingState(state: TrainingState): void {
  disposeWeights(state.generator);
  disposeWeights(state.discriminator);
  disposeWeights(state.generatorAdam.slots());
  disposeWeights(state.discriminatorAdam.slots());
  if (state.average) disposeWeights(state.average);
  if (state.gradientSums) {
    disposeWeights(state.gradientSums.generator);
    disposeWeights(state.gradientSums.discriminator);
  }
}

function zerosFor(weights: Weights): Weights {
  const sums: Weights = new Map();
  for (const [name, variable] of weights) {
    if (!variable.trainable) continue;
    const zeros = tf.zerosLike(variable);
    sums.set(name, tf.variable(zeros));
    zeros.dispose();
  }
  return sums;
}

/** The weights that previews, models and exports use. */
export const drawingWeights = (state: TrainingState): Weights => state.average ?? state.generator;

/** Everything that a step changes, under names that differ. */
export function stateVariables(state: TrainingState): Map<string, Variable> {
  const named = (prefix: string, variables: ReadonlyMap<string, Variable> | undefined) =>
    [...(variables ?? [])].map(([name, variable]) => [prefix + name, variable] as const);
  return new Map([
    ...named('g.', state.generator),
    ...named('d.', state.discriminator),
    ...named('g.', state.generatorAdam.slots()),
    ...named('d.', state.discriminatorAdam.slots()),
    ...named('average.', state.average),
    ...named('g.sum.', state.gradientSums?.generator),
    ...named('d.sum.', state.gradientSums?.discriminator),
  ]);
}

/** Layers next to the picture stop learning (Mo et al. 2020, §3). */
function freeze(discriminator: Weights, layers: number): void {
  for (const [name, variable] of discriminator) {
    const stage = stageOf(name);
    if (stage !== undefined && stage < layers) variable.trainable = false;
  }
}
