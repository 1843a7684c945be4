import type { RunConfig } from '../contract/run-config.ts';
import type { StepRow } from '../contract/runs.ts';
import { Adam } from './adam.ts';
import { type DataOrder, type PixelSource, toFloats } from './data.ts';
import { copyWeights, emaDecay, updateAverage } from './ema.ts';
import { type Scalar, type Tensor, type Tensor1D, type Tensor2D, type Tensor4D, tf } from './engines/tf.ts';
import { nonSaturating, r1Penalty } from './losses.ts';
import { architectureOf } from './networks/index.ts';
import { generateBatch } from './networks/network.ts';
import { disposeWeights, type Weights } from './networks/weights.ts';
import { randomStream } from './random.ts';

/** Everything of a run that changes with a step. */
export interface TrainingState {
  config: RunConfig;
  generator: Weights;
  discriminator: Weights;
  generatorAdam: Adam;
  discriminatorAdam: Adam;
  /** The averaged generator; absent when the run keeps none. */
  average?: Weights;
  /** Steps done, and images shown to the discriminator. */
  step: number;
  nimg: number;
}

/** Networks at their seeded start. */
export function createTrainingState(config: RunConfig): TrainingState {
  const architecture = architectureOf(config);
  const generator = architecture.createGenerator(config);
  const discriminator = architecture.createDiscriminator(config);
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
}

/** The weights that previews, models and exports use. */
export const drawingWeights = (state: TrainingState): Weights => state.average ?? state.generator;

/** All that a step takes from outside of the networks, so that a recorded step can be run again with other values. */
export interface StepInputs {
  /** [n, S, S, C] in [−1, 1]. */
  real: Tensor4D;
  /** [n, latentSize] from N(0, 1); both networks' updates use the same pictures, so that they are drawn once. */
  latents: Tensor2D;
  generatorStepSize: Scalar;
  discriminatorStepSize: Scalar;
  /** How much of the averaged generator is kept. */
  averageDecay: Scalar;
}

/** Steps with the penalty differ from those without: each is recorded by itself. */
export interface StepPhase {
  penalty: boolean;
}

export const phaseOf = ({ config, step }: TrainingState): StepPhase => ({
  penalty: config.r1Gamma > 0 && step % config.r1IntervalSteps === 0,
});

/** The phases that a run goes through. */
export const phasesOf = ({ r1Gamma, r1IntervalSteps }: RunConfig): StepPhase[] => {
  if (r1Gamma === 0) return [{ penalty: false }];
  return r1IntervalSteps === 1 ? [{ penalty: true }] : [{ penalty: false }, { penalty: true }];
};

/** The inputs of the step that comes next. */
export function stepInputs(state: TrainingState, source: PixelSource, order: DataOrder): StepInputs {
  const { config, step, nimg } = state;
  const latents = randomStream(config.seed, 'z', step).fillNormal(
    new Float32Array(config.batchSize * config.latentSize),
  );
  return {
    real: realBatch(state, source, order),
    latents: tf.tensor2d(latents, [config.batchSize, config.latentSize]),
    generatorStepSize: tf.scalar(state.generatorAdam.stepSize(step + 1)),
    discriminatorStepSize: tf.scalar(state.discriminatorAdam.stepSize(step + 1)),
    averageDecay: tf.scalar(emaDecay(config.emaHalfLifeKimg, config.batchSize, nimg + config.batchSize)),
  };
}

/**
 * One training step: the discriminator on a batch of real and of generated pictures, then the generator through the
 * updated discriminator, then the average. Returns [L_D without its penalty, L_G, mean D(x), mean D(G(z))].
 */
export function applyStep(state: TrainingState, phase: StepPhase, inputs: StepInputs): Tensor1D {
  const [dLoss, dReal, dFake] = updateDiscriminator(state, phase, inputs);
  const gLoss = updateGenerator(state, inputs);
  if (state.average) updateAverage(state.average, state.generator, inputs.averageDecay);
  return tf.stack([dLoss, gLoss, dReal, dFake]) as Tensor1D;
}

/** Counts a step that was made, and says what it gave. */
export function countStep(state: TrainingState, scalars: Float32Array): StepRow {
  state.step += 1;
  state.nimg += state.config.batchSize;
  const [dLoss, gLoss, dReal, dFake] = scalars;
  return { nimg: state.nimg, dLoss, gLoss, dReal, dFake };
}

/** The next step, operation by operation. Reads four numbers back from the engine. */
export function trainStep(state: TrainingState, source: PixelSource, order: DataOrder): StepRow {
  const scalars = tf.tidy(() =>
    applyStep(state, phaseOf(state), stepInputs(state, source, order)).dataSync<'float32'>(),
  );
  return countStep(state, scalars);
}

function realBatch({ config, step, nimg }: TrainingState, source: PixelSource, order: DataOrder): Tensor4D {
  const indices = Array.from({ length: config.batchSize }, (_, i) => order.at(nimg + i));
  const flips = randomStream(config.seed, 'flips', step);
  const floats = toFloats(source.batch(indices), () => config.flips && flips.uniform() < 0.5);
  return tf.tensor4d(floats, [config.batchSize, config.resolution, config.resolution, config.channels]);
}

/** Returns [L_D without its penalty, mean D(x), mean D(G(z))] as scalars. */
function updateDiscriminator(
  state: TrainingState,
  phase: StepPhase,
  { real, latents, discriminatorStepSize }: StepInputs,
): [Tensor, Tensor, Tensor] {
  const { config } = state;
  const architecture = architectureOf(config);
  const discriminate = (x: Tensor4D) => architecture.discriminate(config, state.discriminator, x);
  const fake = generateBatch(architecture, config, state.generator, latents).pictures;
  // Tensors made inside the gradient are disposed when it returns, unless they are kept.
  let kept: [Tensor, Tensor, Tensor] | undefined;
  const { grads, value } = tf.variableGrads(() => {
    const realLogits = discriminate(real);
    const fakeLogits = discriminate(fake);
    const loss = nonSaturating.discriminator(realLogits, fakeLogits);
    kept = [tf.keep(tf.clone(loss)), tf.keep(tf.clone(realLogits)), tf.keep(tf.clone(fakeLogits))];
    if (!phase.penalty) return loss.asScalar();
    const penalty = r1Penalty(discriminate, real, config.r1Gamma);
    return tf.add(loss, tf.mul(penalty, config.r1IntervalSteps)).asScalar();
  }, [...state.discriminator.values()]);
  state.discriminatorAdam.apply(grads, discriminatorStepSize);
  tf.dispose([grads, value]);
  if (kept === undefined) throw new Error('the discriminator loss was not computed');
  const [loss, realLogits, fakeLogits] = kept;
  const terms: [Tensor, Tensor, Tensor] = [
    tf.clone(loss),
    tf.mean(tf.sigmoid(realLogits)),
    tf.mean(tf.sigmoid(fakeLogits)),
  ];
  tf.dispose(kept);
  return terms;
}

/** Returns L_G as a scalar. */
function updateGenerator(state: TrainingState, { latents, generatorStepSize }: StepInputs): Tensor {
  const { config } = state;
  const architecture = architectureOf(config);
  const { grads, value } = tf.variableGrads(() => {
    const { pictures, updateStatistics } = generateBatch(architecture, config, state.generator, latents);
    updateStatistics();
    return nonSaturating
      .generator(architecture.discriminate(config, state.discriminator, pictures))
      .asScalar();
  }, [...state.generator.values()]);
  state.generatorAdam.apply(grads, generatorStepSize);
  tf.dispose(grads);
  return value;
}
