import { z } from 'zod';
import { FacesMode } from '../datasets/datasets.ts';
import { IgnoredGroup, Verdict } from '../datasets/diagnosis.ts';
import { FindingSummary } from '../datasets/findings.ts';
import { FileCounts } from '../datasets/provenance.ts';
import { ErrorReport } from '../errors.ts';
import { GeneratorRef } from '../generators.ts';
import { DatasetId, DirectionId, EvaluationId, JobId, LatentId, ModelId, RunId, UploadId } from '../ids.ts';
import { Residual } from '../latents/kept-latents.ts';
import { ModelExport } from '../models/model-files.ts';
import { PlaceFinding } from '../places/places.ts';
import { RunPlan } from '../runs/plans.ts';

/** Progress that any bar can be drawn from. */
export const Progress = z.object({
  done: z.number().min(0),
  /** Absent while the total is still being counted. */
  total: z.number().min(0).optional(),
  /** What is counted, in the plural: 'pictures', 'kimg', 'bytes'. */
  unit: z.string(),
  /** Units per second over the last seconds. */
  rate: z.number().min(0).optional(),
  secondsLeft: z.number().min(0).optional(),
  /** One short sentence on what is happening now. */
  note: z.string().optional(),
});
export type Progress = z.infer<typeof Progress>;

/** False while there is nothing to count yet, or at all: then a count would say nothing. */
export const isCounted = ({ done, total }: Progress): boolean => done > 0 || total !== undefined;

const QuarantinedFile = z.object({
  /** The source file, as the user would name it. */
  file: z.string(),
  reason: z.string(),
});
export type QuarantinedFile = z.infer<typeof QuarantinedFile>;

/** What a finished job leaves, by its kind. */
export const JobResult = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('import'),
    datasetId: DatasetId,
    /** How the pictures were prepared: what `auto` chose, when it was asked to. */
    faces: FacesMode,
    /** Pictures of the dataset that are trained on now. */
    imported: z.int(),
    /** Files that could not be made into pictures. */
    quarantined: z.array(QuarantinedFile),
    files: FileCounts,
    /** What was passed over, by reason, in all imports of the dataset together. */
    ignored: z.array(IgnoredGroup),
    /** What happened to the engines that looked for faces, as full sentences. */
    notices: z.array(z.string()).optional(),
    /** How many files had 0, 1, 2, … faces; only when faces were aligned. */
    facesPerFile: z.array(z.int().min(0)).optional(),
    findings: z.array(FindingSummary),
    verdict: Verdict,
  }),
  z.object({ kind: z.literal('plan'), plan: RunPlan }),
  z.object({ kind: z.literal('train'), runId: RunId }),
  z.object({ kind: z.literal('evaluate'), evaluationId: EvaluationId }),
  z.object({
    kind: z.literal('check-copies'),
    checked: z.int(),
    /** Near-copies among them, and faces that are close to a training picture. */
    copies: z.int(),
    close: z.int(),
    /** Faces whose picture or dataset is gone. */
    skipped: z.int(),
  }),
  z.object({
    kind: z.literal('export'),
    /** Absolute paths, or names under `mediaPath.download(downloadId, name)`. */
    files: z.array(z.string()),
    downloadId: UploadId.optional(),
  }),
  z.object({
    kind: z.literal('export-model'),
    /** Absolute paths, or one name under `mediaPath.download(downloadId, name)`. */
    files: z.array(z.string()),
    downloadId: UploadId.optional(),
    /** Its faces beside those of the files are at `mediaPath.exportComparison(exported)`. */
    exported: ModelExport,
  }),
  z.object({ kind: z.literal('directions'), directionIds: z.array(DirectionId) }),
  z.object({ kind: z.literal('project'), latentId: LatentId, residual: Residual }),
  z.object({
    kind: z.literal('import-model'),
    modelId: ModelId,
    /** How its files were understood, as full sentences. */
    notes: z.array(z.string()),
  }),
  z.object({ kind: z.literal('try-place'), findings: z.array(PlaceFinding) }),
  /** Version of TensorFlow's CUDA build. */
  z.object({ kind: z.literal('set-up-cuda'), version: z.string() }),
]);
export type JobResult = z.infer<typeof JobResult>;

const JobKind = z.enum([
  'import',
  'plan',
  'train',
  'evaluate',
  'check-copies',
  'export',
  'import-model',
  'directions',
  'project',
  'try-place',
  'set-up-cuda',
]);
export type JobKind = z.infer<typeof JobKind>;

const JobState = z.enum(['running', 'done', 'cancelled', 'failed']);
export type JobState = z.infer<typeof JobState>;

/** A snapshot of long work. */
export const Job = z.object({
  id: JobId,
  kind: JobKind,
  /** What the user would call it: 'Import portraits'. */
  title: z.string(),
  /** The model or run that it is work on, where it is on one. */
  about: GeneratorRef.optional(),
  state: JobState,
  progress: Progress.optional(),
  result: JobResult.optional(),
  error: ErrorReport.optional(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
});
export type Job = z.infer<typeof Job>;
