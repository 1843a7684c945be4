import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { randomStream } from '../../../protocol/random.ts';
import { toUnit } from '../../engines/pixels.ts';
import {
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tf,
} from '../../engines/tf.ts';
import type { DataOrder, Pictures } from '../data/data.ts';
import { drawAugmentations, drawsPerPicture } from '../objective/augment.ts';
import { emaDecay } from '../optimiser/ema.ts';
import { gammaFactor, learningRateFactor } from '../optimiser/schedules.ts';
import type { TrainingState } from '../state/training-state.ts';

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
  /** Factor of all γ. */
  gammaScale: Scalar;
  /** [n, 8] each, where the run augments. */
  realDraws?: Tensor2D;
  fakeDraws?: Tensor2D;
  /** [n, 1, 1, 1] from U(0, 1), where the run holds its critic's slope. */
  mix?: Tensor4D;
  /** Running means of the logits, where the run has LeCam's penalty. */
  realAnchor?: Scalar;
  fakeAnchor?: Scalar;
}

/** What an update takes when the gradients are there already. */
export type UpdateInputs = Pick<StepInputs, 'generatorStepSize' | 'discriminatorStepSize' | 'averageDecay'>;

/** The same with the gradients, [n] for n trained weights of a network. */
export type SharedUpdateInputs = UpdateInputs & { gradients: Tensor1D };

/** What a look at held-out pictures takes. */
export interface HeldOutInputs {
  pictures: Tensor4D;
  draws?: Tensor2D;
}

/** The inputs of the step that comes next. */
export function stepInputs(state: TrainingState, source: Pictures, order: DataOrder): StepInputs {
  const { config, step, nimg, control } = state;
  const { batchSize, latentSize } = config;
  const indices = Array.from({ length: batchSize }, (_, i) => order.at(nimg + i));
  const latents = randomStream(config.seed, 'z', step).fillNormal(new Float32Array(batchSize * latentSize));
  const rate = learningRateFactor(config, nimg);
  const generatorStep = Math.floor(step / config.discriminatorSteps) + 1;
  const inputs: StepInputs = {
    real: pictureBatch(state, source, indices, 'flips'),
    latents: tf.tensor2d(latents, [batchSize, latentSize]),
    generatorStepSize: tf.scalar(
      state.generatorAdam.stepSize(generatorStep) * rate * control.generatorRateScale,
    ),
    discriminatorStepSize: tf.scalar(
      state.discriminatorAdam.stepSize(step + 1) * rate * control.discriminatorRateScale,
    ),
    averageDecay: tf.scalar(
      emaDecay(config.emaHalfLifeKimg, batchSize, nimg + batchSize, !beginsWithFaces(config)),
    ),
    gammaScale: tf.scalar(gammaFactor(config, nimg) * control.gammaScale),
  };
  if (config.augmentations.length > 0) {
    inputs.realDraws = draws(state, 'augment-real', batchSize);
    inputs.fakeDraws = draws(state, 'augment-fake', batchSize);
  }
  if (config.gradientPenalty > 0) {
    const random = randomStream(config.seed, 'mix', step);
    inputs.mix = tf.tensor4d(Float32Array.from({ length: batchSize }, random.uniform), [batchSize, 1, 1, 1]);
  }
  if (config.leCamWeight > 0) {
    inputs.realAnchor = tf.scalar(control.realAnchor ?? 0);
    inputs.fakeAnchor = tf.scalar(control.fakeAnchor ?? 0);
  }
  return inputs;
}

/** As many held-out pictures as are seen at once in training, others each time, repeated where there are too few. */
export function heldOutInputs(state: TrainingState, source: Pictures): HeldOutInputs {
  const { config, step } = state;
  const { heldOut } = source.header;
  const start = randomStream(config.seed, 'held-out', step).below(heldOut);
  const indices = Array.from(
    { length: partSize(config) },
    (_, i) => source.trainedCount + ((start + i) % heldOut),
  );
  const pictures = pictureBatch(state, source, indices, 'held-out-flips');
  return config.augmentations.length === 0
    ? { pictures }
    : { pictures, draws: draws(state, 'augment-held-out', indices.length) };
}

/** The inputs of one of the equal parts of a batch. */
export function batchPart(inputs: StepInputs, part: number, parts: number): StepInputs {
  const size = inputs.real.shape[0] / parts;
  const cut = <T extends Tensor>(whole: T): T => tf.slice(whole, part * size, size);
  const { real, latents, realDraws, fakeDraws, mix, ...same } = inputs;
  return {
    ...same,
    real: cut(real),
    latents: cut(latents),
    ...(realDraws === undefined ? {} : { realDraws: cut(realDraws) }),
    ...(fakeDraws === undefined ? {} : { fakeDraws: cut(fakeDraws) }),
    ...(mix === undefined ? {} : { mix: cut(mix) }),
  };
}

export const updateOf = ({
  generatorStepSize,
  discriminatorStepSize,
  averageDecay,
}: StepInputs): UpdateInputs => ({ generatorStepSize, discriminatorStepSize, averageDecay });

/** Pictures that are in memory at once with all their maps. */
const partSize = ({ batchSize, microBatches }: Pick<RunConfig, 'batchSize' | 'microBatches'>) =>
  batchSize / microBatches;

/** Inputs of the right names and shapes, to record functions with, for parts of as many pictures. */
export function exampleInputs(
  config: RunConfig,
  count = partSize(config),
): {
  step: StepInputs;
  update: UpdateInputs;
  heldOut: HeldOutInputs;
} {
  const { resolution, channels, latentSize } = config;
  const pictures = (): Tensor4D => tf.zeros([count, resolution, resolution, channels]);
  const noDraws = (): Tensor2D => tf.zeros([count, drawsPerPicture]);
  const isAugmented = config.augmentations.length > 0;
  const step: StepInputs = {
    real: pictures(),
    latents: tf.zeros([count, latentSize]),
    generatorStepSize: tf.scalar(0),
    discriminatorStepSize: tf.scalar(0),
    averageDecay: tf.scalar(0),
    gammaScale: tf.scalar(0),
    ...(isAugmented ? { realDraws: noDraws(), fakeDraws: noDraws() } : {}),
    ...(config.gradientPenalty > 0 ? { mix: tf.zeros([count, 1, 1, 1]) as Tensor4D } : {}),
    ...(config.leCamWeight > 0 ? { realAnchor: tf.scalar(0), fakeAnchor: tf.scalar(0) } : {}),
  };
  return {
    step,
    update: updateOf(step),
    heldOut: { pictures: pictures(), ...(isAugmented ? { draws: noDraws() } : {}) },
  };
}

/** Inputs by name, as a recorded function takes them. */
export const namedInputs = (
  inputs: StepInputs | UpdateInputs | SharedUpdateInputs | HeldOutInputs,
): Record<string, Tensor> => ({
  ...inputs,
});

/** True for a run that began with a whole generator, not only with its coarse stages. */
const beginsWithFaces = ({ startedFrom, resolution }: RunConfig) => startedFrom?.resolution === resolution;

function draws({ config, control, step }: TrainingState, stream: string, count: number): Tensor2D {
  const random = randomStream(config.seed, stream, step);
  const values = drawAugmentations(config, control.augmentProbability, count, random);
  return tf.tensor2d(values, [count, drawsPerPicture]);
}

function pictureBatch(
  { config, step }: TrainingState,
  source: Pictures,
  indices: readonly number[],
  flipStream: string,
): Tensor4D {
  const flips = randomStream(config.seed, flipStream, step);
  const floats = toUnit(source.batch(indices), () => config.flips && flips.uniform() < 0.5);
  return tf.tensor4d(floats, [indices.length, config.resolution, config.resolution, config.channels]);
}
