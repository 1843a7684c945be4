import { z } from 'zod';
import { EngineId, StepMode } from '../engines.ts';
import { RunConfig } from './run-config.ts';

/** What the steps of a config cost on this machine. */
export const Measurement = z.object({
  engine: EngineId,
  mode: StepMode,
  /** Why the steps are not made as was asked for. */
  modeReason: z.string().optional(),
  imagesPerSecond: z.number().positive(),
  /** Before the first step; 0 where nothing is compiled. */
  compileSeconds: z.number().min(0),
  /** The most that the compute process held at once. */
  memoryBytes: z.number().positive(),
  /** What the steps take on a graphics card, where that is known. */
  cardMemoryBytes: z.number().positive().optional(),
  measuredAt: z.iso.datetime(),
});
export type Measurement = z.infer<typeof Measurement>;

/** A point of a run: images shown until then, in kimg, and how long that takes from pressing start. */
export const Milestone = z.object({ kimg: z.number(), seconds: z.number() });
export type Milestone = z.infer<typeof Milestone>;

/** What a run comes to, from the speed that was measured. */
export const Outlook = z.object({
  /** Faces that can be recognised, good ones, and as good as they get; absent when a preset does not get there reliably. */
  milestones: z.object({ rough: Milestone, decent: Milestone, converged: Milestone }).optional(),
  /** The length that was chosen; absent when it ends by neither images nor minutes. */
  length: Milestone.optional(),
});
export type Outlook = z.infer<typeof Outlook>;

/** What was changed so that a run fits into memory. */
export const Adjustment = z.object({
  key: z.enum(['batchSize', 'microBatches']),
  from: z.int(),
  to: z.int(),
  /** What and why, in one plain sentence. */
  sentence: z.string(),
});
export type Adjustment = z.infer<typeof Adjustment>;

/** The config that a run would be frozen with, and what is known of it already. */
export const RunPreview = z.object({
  config: RunConfig,
  adjustments: z.array(Adjustment),
  /** What a new process can have now. */
  freeMemoryBytes: z.number(),
  /** Of the last plan or run with such steps; absent before the first. */
  measurement: Measurement.optional(),
  outlook: Outlook.optional(),
});
export type RunPreview = z.infer<typeof RunPreview>;

/** A preview that was measured for it, and fits. */
export const RunPlan = RunPreview.required();
export type RunPlan = z.infer<typeof RunPlan>;
