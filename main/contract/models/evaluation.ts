import { z } from 'zod';
import { Provenance } from '../datasets/provenance.ts';
import { EngineId } from '../engines.ts';
import { GeneratorRef } from '../generators.ts';
import { DatasetId, EvaluationId } from '../ids.ts';
import { RunConfig } from '../runs/run-config.ts';
import { JudgementOrReason } from '../scores/judgement.ts';
import { EmbeddingId, FeatureScores, PictureScores } from '../scores/scores.ts';
import { GeneratorConfig } from './generator-config.ts';

/** Pictures of an evaluation, at `mediaPath.evaluation(evaluation, name)`; absent ones could not be made. */
export const EvaluationPicture = z.enum(['samples', 'neighbours', 'walks', 'reals', 'blurred']);
export type EvaluationPicture = z.infer<typeof EvaluationPicture>;

/** What each picture of an evaluation shows. */
export const evaluationPictureCatalogue: Readonly<
  Record<EvaluationPicture, { title: string; explanation: string }>
> = {
  samples: { title: 'Samples', explanation: 'The first latents of the seed; nothing was picked.' },
  neighbours: {
    title: 'Nearest training pictures',
    explanation:
      'Generated · nearest · second nearest, for the generated pictures that come closest to any training picture.',
  },
  walks: {
    title: 'Walks between latents',
    explanation: 'Each row goes from one latent to another along a great circle.',
  },
  reals: {
    title: 'Real pictures',
    explanation: 'What the scores in the column “real” were computed from.',
  },
  blurred: {
    title: 'Blurred real pictures',
    explanation: 'The same with a quarter of their pixels a side: the column “blurred”.',
  },
};

/** What was measured of one generator at one time; kept beside it, and readable without its dataset. */
export const Evaluation = z.object({
  schemaVersion: z.literal(1),
  id: EvaluationId,
  /** A run's `checkpoint` is always named. */
  from: GeneratorRef,
  name: z.string(),
  /** Images shown to the generator. */
  nimg: z.number(),
  /** Of an imported generator nothing is known but how it draws. */
  config: z.union([RunConfig, GeneratorConfig]),
  /** SHA-256 of the generator's file. */
  hash: z.string(),
  datasetId: DatasetId.optional(),
  datasetName: z.string(),
  provenance: Provenance.optional(),
  /** Why there is nothing to compare with; absent when there was. */
  datasetMissing: z.string().optional(),
  /** Seed of the latents. */
  seed: z.int(),
  /** Generated pictures that were asked for. */
  count: z.int(),
  /** The scores of the face network; of the random network for pictures that were imported as they are. */
  ...FeatureScores.shape,
  ...PictureScores.shape,
  byEmbedding: z.record(EmbeddingId, FeatureScores),
  /** Absent when the judge was not asked. */
  judgement: JudgementOrReason.optional(),
  pictures: z.array(EvaluationPicture),
  engine: EngineId,
  /** How long it took. */
  seconds: z.number(),
  createdAt: z.iso.datetime(),
});
export type Evaluation = z.infer<typeof Evaluation>;

export const EvaluateInput = z.object({
  from: GeneratorRef,
  /** Whose pictures to compare with; absent = those that it learned from. */
  datasetId: DatasetId.optional(),
  /** Pictures on each side; fewer when the dataset is smaller. */
  count: z.int().min(100).max(5000).default(1000),
  seed: z.int().min(0).max(0xffff_ffff).default(42),
  /** Ask the judge, too. */
  judge: z.boolean().default(false),
});
export type EvaluateInput = z.infer<typeof EvaluateInput>;

/** An evaluation to keep: a page that opens anywhere, and the same as data. */
export const EvaluationReport = z.object({ html: z.string(), json: z.string() });
