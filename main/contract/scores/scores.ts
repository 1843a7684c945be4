import { z } from 'zod';

/** What pictures are turned into before they are compared. Scores of different embeddings are different scales. */
export const EmbeddingId = z.enum(['face', 'random', 'pixels']);
export type EmbeddingId = z.infer<typeof EmbeddingId>;

/** The embedding of final judgement. It is none of the others, so that no run can be scored or steered by it. */
export const JudgeId = z.literal('judge');
export type JudgeId = z.infer<typeof JudgeId>;

export const embeddingCatalogue: Readonly<
  Record<EmbeddingId | JudgeId, { title: string; explanation: string }>
> = {
  random: {
    title: 'Random network',
    explanation:
      'Answers of a convolutional network with fixed random weights: shapes and textures of any picture.',
  },
  face: {
    title: 'Face network',
    explanation: 'What a network that was trained to tell people apart sees: features of faces.',
  },
  pixels: {
    title: 'Pixels',
    explanation: 'The main directions in which the real pictures differ, pixel by pixel.',
  },
  judge: {
    title: 'Judge',
    explanation:
      'What a second face network sees. No checkpoint is chosen and no setting tuned by it, so its scores say more about new faces.',
  },
};

/** A number and everything that is needed to read it. */
export const MeasuredScore = z.object({
  value: z.number(),
  /** Ends of the 95 % interval; absent where a score has none. */
  low: z.number().optional(),
  high: z.number().optional(),
  /** Pictures, or pairs of them, on each side. */
  n: z.int(),
  /** Absent for scores that look at pixels as they are. */
  embedding: EmbeddingId.optional(),
  /** How pictures were brought to the size that was looked at. */
  resizer: z.string(),
  /** The same score of other real pictures in place of generated ones: as good as can be. */
  floor: z.number().optional(),
  /** The same score of blurred real pictures: bad. */
  anchor: z.number().optional(),
});
export type MeasuredScore = z.infer<typeof MeasuredScore>;

/** A score of the judge. */
export const JudgeScore = MeasuredScore.extend({ embedding: JudgeId });
export type JudgeScore = z.infer<typeof JudgeScore>;

/** Why a score could not be computed, as a full sentence. */
export const RefusedScore = z.object({ reason: z.string() });

type RefusedScore = z.infer<typeof RefusedScore>;

export const Score = z.union([MeasuredScore, RefusedScore]);
export type Score = z.infer<typeof Score>;

export const isMeasured = <S extends Score | JudgeScore>(score: S): score is Exclude<S, RefusedScore> =>
  'value' in score;

/** Scores that compare generated with real pictures through an embedding. */
export const FeatureScores = z.object({
  kid: Score,
  fid: Score,
  precision: Score,
  recall: Score,
  density: Score,
  coverage: Score,
});
export type FeatureScores = z.infer<typeof FeatureScores>;
export type FeatureMetricId = keyof FeatureScores;

/** Whether generated pictures are nearer to training pictures than unseen real ones are. */
export const MemorisationScore = z.union([
  MeasuredScore.extend({
    /** Chance of such nearness if generated pictures were as new as unseen ones (Mann–Whitney, one-sided). */
    pValue: z.number(),
    /** Median distances to the nearest training picture. */
    fakeDistance: z.number(),
    heldOutDistance: z.number(),
    /** Held-out pictures compared with. */
    heldOut: z.int(),
  }),
  RefusedScore,
]);
export type MemorisationScore = z.infer<typeof MemorisationScore>;

/** Scores that need no embedding, or one embedding only. */
export const PictureScores = z.object({
  /** Mean MS-SSIM of random pairs of generated pictures; 1 = all the same. */
  msSsim: Score,
  /** Of generated pictures to their nearest real ones. */
  ssim: Score,
  psnr: Score,
  /** Energy distance between the identities of generated and of real faces. */
  identityDistance: Score,
  /** Share of pairs (generated, held-out) in which the generated one is nearer to a training picture. */
  memorisationPixels: MemorisationScore,
  memorisationIdentity: MemorisationScore,
  /** Shares that the discriminator judges rightly; held-out pictures below training ones = overfit. */
  discriminatorTrained: Score,
  discriminatorHeldOut: Score,
  discriminatorFakes: Score,
});
export type PictureScores = z.infer<typeof PictureScores>;

export const MetricId = z.enum([...FeatureScores.keyof().options, ...PictureScores.keyof().options]);
export type MetricId = z.infer<typeof MetricId>;

export interface MetricFacts {
  title: string;
  /** Which way is better; `middle` = as near as possible to the value of real pictures. */
  better: 'lower' | 'higher' | 'middle';
  /** Digits after the point. */
  digits: number;
  unit?: string;
  explanation: string;
}

/** How each score is shown and read. */
export const metricCatalogue: Readonly<Record<MetricId, MetricFacts>> = {
  kid: {
    title: 'KID',
    better: 'lower',
    digits: 4,
    explanation:
      'Kernel distance between generated and real pictures. Unbiased, so also of use with few pictures.',
  },
  fid: {
    title: 'FID',
    better: 'lower',
    digits: 2,
    explanation:
      'Fréchet distance between two normal distributions fitted to the pictures. Falls with more pictures; compare equal numbers only.',
  },
  precision: {
    title: 'Precision',
    better: 'higher',
    digits: 3,
    explanation: 'Share of generated pictures that lie among real ones: are they believable?',
  },
  recall: {
    title: 'Recall',
    better: 'higher',
    digits: 3,
    explanation: 'Share of real pictures that lie among generated ones: is all of the set found?',
  },
  density: {
    title: 'Density',
    better: 'higher',
    digits: 3,
    explanation: 'How deep among real pictures the generated ones lie; not fooled by outliers, can exceed 1.',
  },
  coverage: {
    title: 'Coverage',
    better: 'higher',
    digits: 3,
    explanation: 'Share of real pictures that have a generated one close by; not fooled by outliers.',
  },
  msSsim: {
    title: 'MS-SSIM of pairs',
    better: 'middle',
    digits: 3,
    explanation: 'How alike two random pictures are. Above the value of real pairs: too little variety.',
  },
  ssim: {
    title: 'SSIM to nearest',
    better: 'middle',
    digits: 3,
    explanation:
      'Likeness of each generated picture to its nearest real one. Far above that of real pictures: copies.',
  },
  psnr: {
    title: 'PSNR to nearest',
    better: 'middle',
    digits: 2,
    unit: 'dB',
    explanation:
      'Exactness with which each generated picture repeats its nearest real one. Not a measure of quality.',
  },
  identityDistance: {
    title: 'Identity distance',
    better: 'lower',
    digits: 3,
    explanation:
      'Energy distance between the people in generated and in real pictures, as a face network sees them.',
  },
  memorisationPixels: {
    title: 'Memorisation, pixels',
    better: 'middle',
    digits: 3,
    explanation:
      'Chance that a generated picture is nearer to a training picture than an unseen photo is; 0.5 = as new.',
  },
  memorisationIdentity: {
    title: 'Memorisation, people',
    better: 'middle',
    digits: 3,
    explanation: 'The same by the features of faces: 0.5 = as new as the people in unseen photos.',
  },
  discriminatorTrained: {
    title: 'Discriminator, training set',
    better: 'middle',
    digits: 3,
    explanation: 'Share of training pictures that the discriminator takes for real.',
  },
  discriminatorHeldOut: {
    title: 'Discriminator, held out',
    better: 'middle',
    digits: 3,
    explanation:
      'Share of held-out pictures that it takes for real; far below the training set’s: it has overfitted.',
  },
  discriminatorFakes: {
    title: 'Discriminator, generated',
    better: 'middle',
    digits: 3,
    explanation: 'Share of generated pictures that it sees through; 0.5 = it has to guess.',
  },
};

/** A value in the digits of its metric, without its unit; nothing rounds to less than nothing. */
export function formatScore(id: MetricId, value: number): string {
  const text = value.toFixed(metricCatalogue[id].digits);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** Pictures to train on without which a run is not scored: half of them say what real ones score. */
export const fewestForScores = 200;

/** Scores of a run while it trains, on the same latents each time; quick, so with fewer pictures than an evaluation. */
export const RunScore = z.object({
  nimg: z.number(),
  kid: MeasuredScore,
  coverage: MeasuredScore,
});
export type RunScore = z.infer<typeof RunScore>;
