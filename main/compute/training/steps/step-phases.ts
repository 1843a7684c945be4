import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../../engines/tf.ts';
import { architectureOf } from '../../networks/index.ts';
import type { Weights } from '../../networks/weights.ts';
import { leCamPenalty, slopePenalty, zeroCentredPenalty } from '../objective/penalties.ts';
import { projectedLosses } from '../objective/projected-loss.ts';
import type { StepInputs } from './step-inputs.ts';

/** What a training step may consist of, in the order of computation; the README of `training` puts it on one page. */
export const stepPhases = {
  /** Shows the discriminator a batch of real and of generated pictures, takes its loss, and updates it with all terms. */
  discriminator: { isDue: () => true },
  /** γ/2 · E‖∇ D(x)‖² on real pictures, as much larger as it is taken more rarely (lazy, Karras et al. 2020). */
  r1: {
    isDue: (config, step) => config.r1Gamma > 0 && isPenaltyStep(config, step),
    term: {
      kind: 'zero-centred',
      value: ({ config, inputs, discriminate }) =>
        zeroCentredPenalty(
          (x) => discriminate(x, inputs.realDraws),
          inputs.real,
          config.r1Gamma * config.r1IntervalSteps,
        ),
    },
  },
  /** The same on generated pictures. */
  r2: {
    isDue: (config, step) => config.r2Gamma > 0 && isPenaltyStep(config, step),
    term: {
      kind: 'zero-centred',
      value: ({ config, inputs, fake, discriminate }) =>
        zeroCentredPenalty(
          (x) => discriminate(x, inputs.fakeDraws),
          fake,
          config.r2Gamma * config.r1IntervalSteps,
        ),
    },
  },
  /** λ · E(‖∇ D(x̂)‖ − 1)² between real and generated pictures (WGAN-GP). */
  slope: {
    isDue: ({ gradientPenalty }) => gradientPenalty > 0,
    term: {
      kind: 'slope',
      value: ({ config, inputs, fake, discriminate }) =>
        slopePenalty(
          (x) => discriminate(x, inputs.realDraws),
          inputs.real,
          fake,
          given(inputs.mix),
          config.gradientPenalty,
        ),
    },
  },
  /** The loss of heads that judge what a face network sees (projected discriminators, Sauer et al. 2021). */
  projected: {
    isDue: ({ projectedWeight }) => projectedWeight > 0,
    term: {
      kind: 'regulariser',
      value: ({ config, discriminator, seen }) =>
        projectedLosses.discriminator(config, discriminator, seen.real, seen.fake),
    },
  },
  /** Pulls the logits towards their running means (LeCam). */
  leCam: {
    isDue: ({ leCamWeight }) => leCamWeight > 0,
    term: {
      kind: 'regulariser',
      value: ({ config, inputs, realLogits, fakeLogits }) =>
        leCamPenalty(
          realLogits,
          fakeLogits,
          { realAnchor: given(inputs.realAnchor), fakeAnchor: given(inputs.fakeAnchor) },
          config.leCamWeight,
        ),
    },
  },
  /** Error of the discriminator's decoder, which draws real pictures again from its maps (Liu et al. 2021). */
  reconstruction: {
    isDue: (config) =>
      config.reconstructionWeight > 0 && architectureOf(config).reconstructionError !== undefined,
    term: {
      kind: 'regulariser',
      value: ({ config, inputs, discriminator }) =>
        tf.mul(
          given(architectureOf(config).reconstructionError)(config, discriminator, inputs.real),
          config.reconstructionWeight,
        ),
    },
  },
  /** Takes the generator's loss through the updated discriminator, updates the generator, and its average follows. */
  generator: { isDue: ({ discriminatorSteps }, step) => (step + 1) % discriminatorSteps === 0 },
} as const satisfies Readonly<Record<string, StepPhase>>;

export type PhaseName = keyof typeof stepPhases;

/** A part of a step. */
interface StepPhase {
  /** Whether step `step`, which counts from 0, has it. */
  isDue(config: RunConfig, step: number): boolean;
  /** What it adds to what the discriminator minimises. */
  term?: {
    /** Zero-centred ones follow the schedule of γ; these and `slope` are reported as the step's penalty. */
    kind: TermKind;
    /** A weighted scalar. */
    value(batch: JudgedBatch): Tensor;
  };
}

export type TermKind = 'zero-centred' | 'slope' | 'regulariser';

/** A batch that the discriminator has judged, for terms to be taken of. */
export interface JudgedBatch {
  config: RunConfig;
  discriminator: Weights;
  inputs: StepInputs;
  /** [n, S, S, C], generated. */
  fake: Tensor4D;
  /** Real and generated pictures through the augmentations that were drawn for them. */
  seen: { real: Tensor4D; fake: Tensor4D };
  /** [n, 1] each. */
  realLogits: Tensor2D;
  fakeLogits: Tensor2D;
  /** Logits of pictures, seen through augmentations that were drawn for them. */
  discriminate(pictures: Tensor4D, draws: Tensor2D | undefined): Tensor2D;
}

/** The phases of one step. Steps of different kinds are different operations, and each kind is recorded by itself. */
export type StepKind = ReadonlySet<PhaseName>;

const phaseNames = Object.keys(stepPhases) as PhaseName[];

export const stepKindAt = (config: RunConfig, step: number): StepKind =>
  new Set(phaseNames.filter((name) => stepPhases[name].isDue(config, step)));

/** Tells the kinds of one run apart, which differ in what is not done in every step. */
export const stepKindName = (kind: StepKind): string =>
  `${kind.has('generator') ? 'step' : 'discriminator-step'}${withPenalty(kind)}`;

/** The same for the discriminator's part of a step. */
export const discriminatorPartName = (kind: StepKind): string => `discriminator-part${withPenalty(kind)}`;

export const discriminatorShareName = (kind: StepKind): string => `discriminator-share${withPenalty(kind)}`;

/** The kinds of steps that a run goes through, each once. */
export function stepKinds(config: RunConfig): StepKind[] {
  const kinds = new Map<string, StepKind>();
  // The longest cycle that both intervals can have before it repeats.
  const cycle = config.r1IntervalSteps * config.discriminatorSteps;
  for (let step = 0; step < cycle; step++) {
    const kind = stepKindAt(config, step);
    kinds.set(stepKindName(kind), kind);
  }
  return [...kinds.values()];
}

/** Values of the terms of one kind that a step has, in the table's order. */
export const termsOf = (kind: StepKind, termKind: TermKind, batch: JudgedBatch): Tensor[] =>
  phaseNames
    .filter((name) => kind.has(name))
    .flatMap((name) => {
      const { term }: StepPhase = stepPhases[name];
      return term?.kind === termKind ? [term.value(batch)] : [];
    });

/** Whether a step has a gradient penalty to report. */
export const hasPenalty = (kind: StepKind): boolean => kind.has('r1') || kind.has('r2') || kind.has('slope');

const isPenaltyStep = ({ r1IntervalSteps }: RunConfig, step: number) => step % r1IntervalSteps === 0;

const withPenalty = (kind: StepKind) => (kind.has('r1') || kind.has('r2') ? '-with-penalty' : '');

/** An input that a phase takes is there in every step that has the phase. */
function given<T>(input: T | undefined): T {
  if (input === undefined) throw new Error('a phase of the step lacks its input');
  return input;
}
