import { z } from 'zod';
import { EngineId } from '../contract/engines.ts';
import { CopyCheck } from '../contract/faces/faces.ts';
import { EvaluationPicture } from '../contract/models/evaluation.ts';
import { GeneratorConfig } from '../contract/models/generator-config.ts';
import { RunConfig } from '../contract/runs/run-config.ts';
import { JudgementOrReason } from '../contract/scores/judgement.ts';
import { EmbeddingId, FeatureScores, MeasuredScore, PictureScores } from '../contract/scores/scores.ts';
import { EngineOptions } from './engine.ts';
import { PixelBatch } from './pixels.ts';

/** Measures a generator against a dataset, and exits. */
export const EvaluateTask = EngineOptions.extend({
  type: z.literal('evaluate'),
  generatorFile: z.string(),
  config: GeneratorConfig,
  /** `training.safetensors` of the same checkpoint. */
  discriminator: z.object({ trainingFile: z.string(), config: RunConfig }).optional(),
  /** Pixel cache of the generator's resolution and channels; absent when there is nothing to compare with. */
  pixelsFile: z.string().optional(),
  /** Why there is no pixel cache, as a full sentence. */
  pixelsMissing: z.string().optional(),
  /** False for digits and drawings, of which a face network knows nothing. */
  hasFaces: z.boolean(),
  /** Pictures on each side. */
  count: z.int().min(1),
  seed: z.int().min(0).max(0xffff_ffff),
  /** Ask the judge, too. */
  judge: z.boolean(),
});
export type EvaluateTask = z.infer<typeof EvaluateTask>;

const Evaluated = z.object({
  type: z.literal('evaluated'),
  engine: EngineId,
  ...FeatureScores.shape,
  ...PictureScores.shape,
  byEmbedding: z.record(EmbeddingId, FeatureScores),
  judgement: JudgementOrReason.optional(),
  pictures: z.array(
    z.object({
      name: EvaluationPicture,
      columns: z.int().min(1),
      /** Pictures of a row that belong together; a gap stands between groups. */
      groupColumns: z.int().min(1).optional(),
      pixels: PixelBatch,
    }),
  ),
});

/** Scores generators of a run while it trains: answers `score` messages until it is told to stop. */
export const ScoreTask = EngineOptions.extend({
  type: z.literal('score'),
  config: RunConfig,
  pixelsFile: z.string(),
  hasFaces: z.boolean(),
  /** Pictures on each side; twice as many must be there. */
  count: z.int().min(1),
});
export type ScoreTask = z.infer<typeof ScoreTask>;

/** Scores a generator; answered by `scored` with the same requestId. */
export const ScoreRequest = z.object({
  type: z.literal('score'),
  requestId: z.int(),
  generatorFile: z.string(),
});

const Scored = z.object({
  type: z.literal('scored'),
  requestId: z.int(),
  kid: MeasuredScore,
  coverage: MeasuredScore,
  /** Processor time of the process from its start until now. */
  cpuMs: z.number(),
});

/** Looks for the training pictures nearest to generated ones, and exits. */
export const FindCopiesTask = EngineOptions.extend({
  type: z.literal('find-copies'),
  /** PNG files. */
  files: z.array(z.string()).min(1),
  pixelsFile: z.string(),
  /** False for digits and drawings: people are then not compared. */
  hasFaces: z.boolean(),
});
export type FindCopiesTask = z.infer<typeof FindCopiesTask>;

/** The training picture nearest to a generated one: by pixels, or by person where that says more. */
export const FoundNearest = CopyCheck.pick({
  verdict: true,
  by: true,
  distance: true,
  compared: true,
}).extend({
  /** Row of the pixel cache. */
  row: z.int().min(0),
});
export type FoundNearest = z.infer<typeof FoundNearest>;

const FoundCopies = z.object({
  type: z.literal('found-copies'),
  /** By file; `null` for one that is gone or damaged. */
  found: z.array(FoundNearest.nullable()),
  looked: z.int(),
  heldOut: z.int(),
});

/** What processes that judge pictures answer. */
export const EvaluateMessage = z.discriminatedUnion('type', [Evaluated, Scored, FoundCopies]);
