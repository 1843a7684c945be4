import type { FeatureMetricId } from '../../contract/scores.ts';
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
}

/** Below this, neighbours and kernels are noise. */
const fewestPictures = 100;

export const featureMetrics: Readonly<Record<FeatureMetricId, FeatureMetric>> = {
  kid: { measure: kid, fewest: () => fewestPictures },
  fid: {
    // A covariance of all 1024 features of a face would need thousands of pictures.
    measure: (reals, fakes) => fid(compress(reals), compress(fakes)),
    fewest: (size) => Math.max(fewestPictures, 2 * Math.min(size, compressedSize)),
  },
  precision: { measure: precision, fewest: () => fewestPictures },
  recall: { measure: recall, fewest: () => fewestPictures },
  density: { measure: density, fewest: () => fewestPictures },
  coverage: { measure: coverage, fewest: () => fewestPictures },
};
