import { z } from 'zod';

/** Side lengths, in pixels, that a run can train at. */
export const Resolution = z.union([
  z.literal(28),
  z.literal(32),
  z.literal(64),
  z.literal(128),
  z.literal(256),
]);
export type Resolution = z.infer<typeof Resolution>;

export const Channels = z.union([z.literal(1), z.literal(3)]);
export type Channels = z.infer<typeof Channels>;

export const PresetId = z.enum(['draft-32', 'classic-mlp', 'classic-dcgan']);
export type PresetId = z.infer<typeof PresetId>;

/**
 * How a training step is run: operation by operation, as one TensorFlow graph, or as one graph compiled by XLA. Only the
 * `tensorflow` engine can do the latter two.
 */
export const StepMode = z.enum(['eager', 'graph', 'graph+xla']);
export type StepMode = z.infer<typeof StepMode>;

/** `auto` takes the fastest that works here. */
export const StepModeChoice = z.enum(['auto', ...StepMode.options]);
export type StepModeChoice = z.infer<typeof StepModeChoice>;

export const EngineId = z.enum(['tensorflow', 'wasm']);
export type EngineId = z.infer<typeof EngineId>;

/** `auto` takes the first engine of the registry that works on this machine. */
export const EngineChoice = z.enum(['auto', ...EngineId.options]);
export type EngineChoice = z.infer<typeof EngineChoice>;

/**
 * Everything that decides what a run computes: one flat, frozen object, saved as `config.json` of the run and
 * inside each of its checkpoints. Lengths are in kimg (thousand images shown to the discriminator).
 */
export const RunConfig = z.strictObject({
  schemaVersion: z.literal(1),
  preset: PresetId,
  architecture: z.enum(['dcgan', 'mlp', 'classic-dcgan']),
  resolution: Resolution,
  channels: Channels,
  /** Length of z. */
  latentSize: z.int().min(1).max(1024),
  /** Hidden widths from the latent outwards (dcgan: feature maps per stage; mlp: units per layer). */
  generatorWidths: z.array(z.int().min(1).max(4096)).min(1).max(8),
  /** Hidden widths from the picture inwards. */
  discriminatorWidths: z.array(z.int().min(1).max(4096)).min(1).max(8),
  /** Both networks' Adam step size. */
  generatorLearningRate: z.number().positive().max(1),
  discriminatorLearningRate: z.number().positive().max(1),
  adamBeta1: z.number().min(0).lt(1),
  adamBeta2: z.number().min(0).lt(1),
  adamEpsilon: z.number().positive().max(1),
  batchSize: z.int().min(2).max(1024),
  loss: z.enum(['non-saturating']),
  /** γ of the zero-centred gradient penalty on real pictures (R1, Mescheder et al. 2018); 0 = none. */
  r1Gamma: z.number().min(0),
  /** The penalty is taken every this many steps, and weighted as much more (lazy regularisation, Karras et al. 2020). */
  r1IntervalSteps: z.int().min(1),
  /** Half-life of the averaged generator, in kimg; 0 keeps no average. */
  emaHalfLifeKimg: z.number().min(0),
  /** Mirror half of the pictures left to right. */
  flips: z.boolean(),
  seed: z.int().min(0).max(0xffff_ffff),
  /** Every step gives the same bits each time on the same machine; slower. */
  deterministic: z.boolean().default(false),
  /** Metrics row, sample grid and abort check happen once per tick. */
  tickKimg: z.number().positive(),
  /** Sample grid: rows × columns fixed latents of the run. */
  gridRows: z.int().min(1).max(16),
  gridColumns: z.int().min(1).max(16),
  /** Stop after this many kimg; absent = no limit. */
  maxKimg: z.number().positive().optional(),
  /** Stop after this many minutes of training; absent = no limit. */
  maxMinutes: z.number().positive().optional(),
});
export type RunConfig = z.infer<typeof RunConfig>;

/**
 * The mode to try first. XLA may add up in another order each time it compiles, so never where bits count; and dense
 * layers alone are a third slower with it (2,000 against 3,000 images/s on two cores).
 */
export function preferredMode(
  choice: StepModeChoice,
  { deterministic, architecture }: Pick<RunConfig, 'deterministic' | 'architecture'>,
): StepMode {
  if (choice === 'auto') return deterministic || architecture === 'mlp' ? 'graph' : 'graph+xla';
  return choice === 'graph+xla' && deterministic ? 'graph' : choice;
}
