import { z } from 'zod';
import type { StepMode, StepModeChoice } from '../engines.ts';
import { Channels, Side } from '../pictures.ts';
import { PresetId } from '../presets.ts';
import { ArchitectureId, architectureFacts } from './architectures.ts';
import { HyperParameters } from './hyper-parameters.ts';
import { RunLimits } from './limits.ts';
/** Whose weights a run began with. */
export const StartedFrom = z.strictObject({
  kind: z.enum(['model', 'run']),
  id: z.string(),
  name: z.string(),
  /** Images that it had been shown. */
  nimg: z.number(),
  /** Side of its pictures: half of the run's own where only coarse stages were taken over. */
  resolution: Side,
  /** SHA-256 of its generator. */
  hash: z.string(),
  /** True when its discriminator was still there too. */
  hasDiscriminator: z.boolean(),
});
export type StartedFrom = z.infer<typeof StartedFrom>;

/** Each of them has a value in a config. */
const AllHyperParameters = HyperParameters.required();
const hyperParameterSchemas = AllHyperParameters.shape;

/** A part of a batch has at least this many pictures, so that how varied they are can be told. */
export const smallestPart = 2;

type NetworkChoices = Pick<
  z.infer<typeof AllHyperParameters>,
  'batchSize' | 'microBatches' | 'generatorWidths' | 'discriminatorWidths'
> & { architecture: ArchitectureId; resolution: Side };

/** What networks, pictures and batches ask of each other. */
function fitsTogether({ value, issues }: z.core.ParsePayload<NetworkChoices>): void {
  const { architecture, resolution, batchSize, microBatches } = value;
  const facts = architectureFacts[architecture];
  const refuse = (key: keyof NetworkChoices, message: string) =>
    issues.push({ code: 'custom', path: [key], input: value[key], message });
  if (!facts.sides.includes(resolution)) {
    refuse('resolution', `These networks make pictures of ${facts.sides.join(', ')} pixels.`);
    return;
  }
  for (const [key, layers] of [
    ['generatorWidths', facts.generatorLayers?.(resolution)],
    ['discriminatorWidths', facts.discriminatorLayers?.(resolution)],
  ] as const) {
    if (layers !== undefined && value[key].length !== layers)
      refuse(key, `Pictures of ${resolution} pixels take ${layers} layers: give ${layers} widths.`);
  }
  if (microBatches > 1 && facts.hasBatchNorm)
    refuse('microBatches', 'These networks normalise over a whole batch, so it has to be 1.');
  else if (batchSize % microBatches !== 0 || batchSize / microBatches < smallestPart)
    refuse(
      'microBatches',
      `A batch of ${batchSize} has to fall into equal parts of ${smallestPart} pictures or more.`,
    );
}

/**
 * Everything that decides what a run computes: one flat, frozen object, saved as `config.json` of the run and inside each
 * of its checkpoints. What the fields mean stands with `HyperParameters`; defaults are what a plain GAN has.
 */
export const RunConfig = z
  .strictObject({
    schemaVersion: z.literal(1),
    preset: PresetId,
    architecture: ArchitectureId,
    resolution: Side,
    channels: Channels,
    ...hyperParameterSchemas,
    microBatches: hyperParameterSchemas.microBatches.default(1),
    loss: hyperParameterSchemas.loss.default('non-saturating'),
    discriminatorSteps: hyperParameterSchemas.discriminatorSteps.default(1),
    learningRateConstantKimg: hyperParameterSchemas.learningRateConstantKimg.default(0),
    learningRateDecayKimg: hyperParameterSchemas.learningRateDecayKimg.default(0),
    r1Gamma: hyperParameterSchemas.r1Gamma.default(0),
    r2Gamma: hyperParameterSchemas.r2Gamma.default(0),
    r1IntervalSteps: hyperParameterSchemas.r1IntervalSteps.default(1),
    gammaDecayKimg: hyperParameterSchemas.gammaDecayKimg.default(0),
    gammaEnd: hyperParameterSchemas.gammaEnd.default(1),
    projectedWeight: hyperParameterSchemas.projectedWeight.default(0),
    gradientPenalty: hyperParameterSchemas.gradientPenalty.default(0),
    augmentations: hyperParameterSchemas.augmentations.default([]),
    augmentProbability: hyperParameterSchemas.augmentProbability.default(0),
    augmentTarget: hyperParameterSchemas.augmentTarget.default(0),
    leCamWeight: hyperParameterSchemas.leCamWeight.default(0),
    reconstructionWeight: hyperParameterSchemas.reconstructionWeight.default(0),
    emaHalfLifeKimg: hyperParameterSchemas.emaHalfLifeKimg.default(0),
    freezeLayers: hyperParameterSchemas.freezeLayers.default(0),
    /** Coarse feature maps set the channels of fine ones (skip-layer excitation, Liu et al. 2021). */
    skipExcitation: z.boolean().default(false),
    /** Absent = from scratch. */
    startedFrom: StartedFrom.optional(),
    seed: z.int().min(0).max(0xffff_ffff),
    /** Every step gives the same bits each time on the same machine; slower. */
    deterministic: z.boolean().default(false),
    /** The health coach may change γ, learning rates and augmentation, and go back to a checkpoint; else it only tells. */
    coachActs: z.boolean().default(true),
    /** Event files for TensorBoard are written beside its checkpoints. */
    tensorBoard: z.boolean().default(false),
    ...RunLimits.shape,
  })
  .check(fitsTogether);
export type RunConfig = z.infer<typeof RunConfig>;

/** What no step reads but to begin with (its seed): runs that differ in these alone do the same work. */
export const besideSteps = [
  ...(['schemaVersion', 'seed', 'coachActs', 'tensorBoard'] as const),
  ...(['tickKimg', 'gridRows', 'gridColumns'] as const),
  ...(['maxKimg', 'maxMinutes', 'stopBelowKid'] as const),
] as const satisfies readonly (keyof RunConfig)[];

/**
 * Whether no step of a run is compiled by XLA, even where that was asked for. XLA may add up in another order each time it
 * compiles, so never where bits count; and the face network is made of depthwise convolutions, which XLA computes so slowly
 * that a step of `standard-64` takes 2.4 times as long with it (graph 25, XLA 10.6 images/s on half of a core).
 */
export const leavesXlaOut = ({
  deterministic,
  projectedWeight,
}: Pick<RunConfig, 'deterministic' | 'projectedWeight'>): boolean => deterministic || projectedWeight > 0;

/**
 * The mode to try first. Dense layers alone are a third slower with XLA (2,000 against 3,000 images/s on two cores). The
 * studio knows the processor too.
 */
export function preferredMode(
  choice: StepModeChoice,
  config: Pick<RunConfig, 'deterministic' | 'projectedWeight' | 'architecture'>,
): StepMode {
  if (choice === 'auto') return leavesXlaOut(config) || config.architecture === 'mlp' ? 'graph' : 'graph+xla';
  return choice === 'graph+xla' && leavesXlaOut(config) ? 'graph' : choice;
}
