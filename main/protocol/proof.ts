import { z } from 'zod';
import { StepMode } from '../contract/engines.ts';
import { GradientForms } from '../contract/gradient-kernels.ts';
import { RunConfig } from '../contract/runs/run-config.ts';
import { EngineOptions } from './engine.ts';

/** Tries what an engine computes against plain sums, or a run's first step against another engine, and exits. */
const ProofSubject = z.discriminatedUnion('kind', [
  /** What presets and face networks do: in seconds, or thoroughly in minutes. */
  z.object({ kind: z.literal('operations'), extent: z.enum(['quick', 'whole']) }),
  z.object({
    kind: z.literal('run'),
    config: RunConfig,
    mode: StepMode,
    /** Folder where the other engine's steps are kept for the next candidate; they are made when they are not there. */
    references: z.string(),
  }),
]);
export type ProofSubject = z.infer<typeof ProofSubject>;

/** Tries whether an engine computes rightly on this machine, and exits. */
export const ProofTask = EngineOptions.extend({ type: z.literal('prove'), subject: ProofSubject });
export type ProofTask = z.infer<typeof ProofTask>;

/** Something that an engine computes wrongly. */
export const ProofFault = z.object({
  /** With its sizes: "convolution of 2 pictures of …", "the first step". */
  operation: z.string(),
  /** "its gradient by the input is wrong, by 40 % of its largest value" */
  reason: z.string(),
});
export type ProofFault = z.infer<typeof ProofFault>;

/** The end of a proof that did not die. */
export const Proved = z.object({
  type: z.literal('proved'),
  /** The engine's version. */
  version: z.string(),
  threads: z.int(),
  operations: z.int(),
  /** The first ones; none = right. */
  faults: z.array(ProofFault),
  faultCount: z.int(),
  /** Largest difference from what is right, as a share of the largest value; absent where it was not a number. */
  worstDeviation: z.number().optional(),
  /** Of our kernels for graphics cards: the fastest on this one, which were proved. */
  forms: GradientForms.optional(),
  ms: z.number(),
});
export type Proved = z.infer<typeof Proved>;
