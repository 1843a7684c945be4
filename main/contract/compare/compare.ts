import { z } from 'zod';
import { GeneratorRef } from '../generators.ts';
import { CheckpointName, EvaluationId, RunId, SheetId } from '../ids.ts';
import { Channels } from '../pictures.ts';
import { PresetId } from '../presets.ts';
import { MetricId, Score } from '../scores/scores.ts';

/** What is compared: models, runs at their newest checkpoint, and checkpoints. */
export const ComparedRefs = z.array(GeneratorRef).max(50);

const seed = z.int().min(0).max(0xffff_ffff).default(42);
const count = z.int().min(1).max(64).default(16);

/** One of several generators that stand side by side, with everything that is known of it. */
export const ComparedSubject = z.object({
  from: GeneratorRef,
  name: z.string(),
  /** Its name with as much more as tells it from the others. */
  label: z.string(),
  /** Images shown to it. */
  nimg: z.number(),
  /** The checkpoint that draws; absent for models and where there is none. */
  checkpoint: CheckpointName.optional(),
  /** The run whose curves are its own, while that is in the library. */
  runId: RunId.optional(),
  /** Absent for an imported model. */
  preset: PresetId.optional(),
  resolution: z.int(),
  channels: Channels,
  latentSize: z.int(),
  datasetName: z.string(),
  /** Hash of the set that it learned from. */
  setHash: z.string().optional(),
  /** True while that dataset is in the library. */
  hasDataset: z.boolean(),
  /** Why no faces can be drawn, as a full sentence. */
  cannotDraw: z.string().optional(),
  /** What was measured of it: by its newest evaluation, else while it trained. */
  scores: z.partialRecord(MetricId, Score),
  scoredBy: z.enum(['evaluation', 'training']).optional(),
  evaluationId: EvaluationId.optional(),
  /** Name and version of the set that it was measured against. */
  scoredAgainst: z.string().optional(),
  /** Why there are no scores, as a full sentence. */
  noScores: z.string().optional(),
});
export type ComparedSubject = z.infer<typeof ComparedSubject>;

/** A setting of all subjects; one that a subject does not have is an empty text. */
export const ComparedSetting = z.object({
  key: z.string(),
  title: z.string(),
  unit: z.string().optional(),
  /** In the order of the subjects. */
  values: z.array(z.string()),
  isDifferent: z.boolean(),
});
export type ComparedSetting = z.infer<typeof ComparedSetting>;

export const Comparison = z.object({
  subjects: z.array(ComparedSubject),
  /** What was asked for and is no longer in the library. */
  missing: z.array(z.object({ from: GeneratorRef, reason: z.string() })),
  /** What cannot be compared with what, and why, as full sentences. */
  caveats: z.array(z.string()),
  /** True when all scores are on one scale, so that one of them can be called the best. */
  isOneScale: z.boolean(),
  settings: z.array(ComparedSetting),
});
export type Comparison = z.infer<typeof Comparison>;

export const DrawSheetInput = z.object({ from: GeneratorRef, seed, count });
export type DrawSheetInput = z.infer<typeof DrawSheetInput>;

/** The first latents of a seed drawn by one generator, row by row; its picture is at `mediaPath.sheet(id)`. */
export const Sheet = z.object({
  id: SheetId,
  count: z.int(),
  columns: z.int(),
  /** Side of each face in pixels. */
  size: z.int(),
});
export type Sheet = z.infer<typeof Sheet>;

export const ExportComparisonInput = z.object({
  subjects: ComparedRefs.min(1),
  seed,
  count,
  /** One picture with a row for each subject, or a page with scores, curves and settings. */
  format: z.enum(['png', 'html']),
  /** Folder on the studio's machine; absent = a download that the browser fetches. */
  directory: z.string().max(4096).optional(),
  /** Absent = `comparison`. A name that is taken gets a number. */
  name: z
    .string()
    .regex(/^[^/\\.\0][^/\\\0]{0,190}\.(?:png|html)$/u, 'a file name that ends in .png or .html')
    .optional(),
});
export type ExportComparisonInput = z.infer<typeof ExportComparisonInput>;
