import type { RunConfig } from '../contract/run-config.ts';
import type { StepRow } from '../contract/runs.ts';
import { Adam } from './adam.ts';
import { type DataOrder, type PixelSource, toFloats } from './data.ts';
import { copyWeights, emaDecay, updateAverage } from './ema.ts';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from './engines/tf.ts';
import { nonSaturating, r1Penalty } from './losses.ts';
import { architectureOf } from './networks/index.ts';
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

/**
 * One training step: the discriminator on a batch of real and of generated pictures, then the generator on new
 * latents through the updated discriminator, then the average. Reads four numbers back from the engine.
 */
export function trainStep(state: TrainingState, source: PixelSource, order: DataOrder): StepRow {
  const { config } = state;
  const scalars = tf.tidy(() => {
    const real = realBatch(state, source, order);
    const latents = stepLatents(config, state.step);
    const discriminatorTerms = updateDiscriminator(state, real, latents[0]);
    const generatorLoss = updateGenerator(state, latents[1]);
    return tf.stack([...discriminatorTerms, generatorLoss]).dataSync();
  });
  state.step += 1;
  state.nimg += config.batchSize;
  if (state.average) {
    updateAverage(
      state.average,
      state.generator,
      emaDecay(config.emaHalfLifeKimg, config.batchSize, state.nimg),
    );
  }
  const [dLoss, dReal, dFake, gLoss] = scalars;
  return { nimg: state.nimg, dLoss, gLoss, dReal, dFake };
}

function realBatch({ config, step, nimg }: TrainingState, source: PixelSource, order: DataOrder): Tensor4D {
  const indices = Array.from({ length: config.batchSize }, (_, i) => order.at(nimg + i));
  const flips = randomStream(config.seed, 'flips', step);
  const floats = toFloats(source.batch(indices), () => config.flips && flips.uniform() < 0.5);
  return tf.tensor4d(floats, [config.batchSize, config.resolution, config.resolution, config.channels]);
}

/** Two independent batches of z ~ N(0, 1): one for each network's update. */
function stepLatents({ seed, batchSize, latentSize }: RunConfig, step: number): [Tensor2D, Tensor2D] {
  const random = randomStream(seed, 'z', step);
  const draw = () =>
    tf.tensor2d(random.fillNormal(new Float32Array(batchSize * latentSize)), [batchSize, latentSize]);
  return [draw(), draw()];
}

/** Returns [L_D without its penalty, mean D(x), mean D(G(z))] as scalars. */
function updateDiscriminator(
  state: TrainingState,
  real: Tensor4D,
  latents: Tensor2D,
): [Tensor, Tensor, Tensor] {
  const { config } = state;
  const architecture = architectureOf(config);
  const discriminate = (x: Tensor4D) => architecture.discriminate(config, state.discriminator, x);
  const fake = architecture.generate(config, state.generator, latents);
  // Tensors made inside the gradient are disposed when it returns, unless they are kept.
  let kept: [Tensor, Tensor, Tensor] | undefined;
  const { grads, value } = tf.variableGrads(() => {
    const realLogits = discriminate(real);
    const fakeLogits = discriminate(fake);
    const loss = nonSaturating.discriminator(realLogits, fakeLogits);
    kept = [tf.keep(tf.clone(loss)), tf.keep(tf.clone(realLogits)), tf.keep(tf.clone(fakeLogits))];
    const takesPenalty = config.r1Gamma > 0 && state.step % config.r1IntervalSteps === 0;
    if (!takesPenalty) return loss.asScalar();
    const penalty = r1Penalty(discriminate, real, config.r1Gamma);
    return tf.add(loss, tf.mul(penalty, config.r1IntervalSteps)).asScalar();
  }, [...state.discriminator.values()]);
  state.discriminatorAdam.apply(grads, state.step + 1);
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
function updateGenerator(state: TrainingState, latents: Tensor2D): Tensor {
  const { config } = state;
  const architecture = architectureOf(config);
  const { grads, value } = tf.variableGrads(() => {
    const fake = architecture.generate(config, state.generator, latents);
    return nonSaturating.generator(architecture.discriminate(config, state.discriminator, fake)).asScalar();
  }, [...state.generator.values()]);
  state.generatorAdam.apply(grads, state.step + 1);
  tf.dispose(grads);
  return value;
}
