import type { FeatureMetricId } from '../../contract/scores/scores.ts';
import { compress, compressedSize } from './compress.ts';
import { coverage } from './coverage.ts';
import { density } from './density.ts';
import type { Features } from './features.ts';
import { fid } from './fid.ts';
import { kid } from './kid.ts';
import { precision } from './precision.ts';
import { recall } from './recall.ts';

/** A score that compares generated with real pictures by their features. */
export interface FeatureMetric {
  measure(reals: Features, fakes: Features): number;
  /** Fewer rows of `size` features on a side say nothing. */
  fewest(size: number): number;
  /** The interval cannot reach beyond these; absent = no bound. */
  least?: number;
  most?: number;
}

/** Below this, neighbours and kernels are noise. */
const fewestPictures = 100;

const share = { least: 0, most: 1 };

export const featureMetrics: Readonly<Record<FeatureMetricId, FeatureMetric>> = {
  kid: { measure: kid, fewest: () => fewestPictures },
  fid: {
    // A covariance of all 1024 features of a face would need thousands of pictures.
    measure: (reals, fakes) => fid(compress(reals), compress(fakes)),
    fewest: (size) => Math.max(fewestPictures, 2 * Math.min(size, compressedSize)),
    least: 0,
  },
  precision: { measure: precision, fewest: () => fewestPictures, ...share },
  recall: { measure: recall, fewest: () => fewestPictures, ...share },
  density: { measure: density, fewest: () => fewestPictures, least: 0 },
  coverage: { measure: coverage, fewest: () => fewestPictures, ...share },
};
