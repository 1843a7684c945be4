import type {
  EmbeddingId,
  FeatureMetricId,
  FeatureScores,
  JudgeId,
  MeasuredScore,
  Score,
} from '../../contract/scores/scores.ts';
import type { Features } from '../metrics/features.ts';
import { halfSampleInterval } from '../metrics/half-samples.ts';
import { featureMetrics } from '../metrics/index.ts';
import { resizer } from '../metrics/resize.ts';

/** Features of what is compared: as many rows in each. */
export interface ComparedFeatures {
  reference: Features;
  fakes: Features;
  /** Other real pictures, and the same ones blurred. */
  others: Features;
  blurred: Features;
}

/** Hears how many of the samples for the interval of a score are computed. */
export type OnSample = (id: FeatureMetricId, done: number, total: number) => void;

/** Every score of one embedding, with its interval and its context. */
export function scoreFeatures(
  embedding: EmbeddingId,
  compared: ComparedFeatures,
  onSample: OnSample,
): FeatureScores {
  const { reference, fakes, others, blurred } = compared;
  return mapMetrics((id): Score => {
    const { measure, fewest } = featureMetrics[id];
    const needed = fewest(reference.size);
    if (fakes.count < needed) return { reason: tooFew(needed, fakes.count) };
    return {
      ...measureFeatures(id, embedding, reference, fakes, onSample),
      floor: measure(reference, others),
      anchor: measure(reference, blurred),
    };
  });
}

/** One score of one embedding, with its interval. */
export function measureFeatures<E extends EmbeddingId | JudgeId>(
  id: FeatureMetricId,
  embedding: E,
  reference: Features,
  fakes: Features,
  onSample?: OnSample,
): Omit<MeasuredScore, 'embedding'> & { embedding: E } {
  const { measure, least = -Infinity, most = Infinity } = featureMetrics[id];
  const value = measure(reference, fakes);
  const { low, high } = halfSampleInterval(value, measure, reference, fakes, (done, total) =>
    onSample?.(id, done, total),
  );
  return {
    value,
    low: Math.max(least, low),
    high: Math.min(most, high),
    n: fakes.count,
    embedding,
    resizer,
  };
}

/** The same reason for each. */
export const refuseFeatures = (reason: string): FeatureScores => mapMetrics(() => ({ reason }));

export const tooFew = (needed: number, there: number): string =>
  `Needs at least ${needed} pictures on each side; there are ${there}. Half of the dataset is set against the other half, so import more pictures or ask for more.`;

const mapMetrics = (scoreOf: (id: FeatureMetricId) => Score): FeatureScores => ({
  kid: scoreOf('kid'),
  fid: scoreOf('fid'),
  precision: scoreOf('precision'),
  recall: scoreOf('recall'),
  density: scoreOf('density'),
  coverage: scoreOf('coverage'),
});
