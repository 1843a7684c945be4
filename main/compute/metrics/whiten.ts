import type { Features } from './features.ts';
import { fitPca } from './pca.ts';
import { fitStandardisation } from './standardise.ts';

/**
 * Turns features without a scale of their own into principal components of the given rows, each with variance 1 over
 * them: what differs little among real pictures, such as sharpness, then counts as much as what differs much.
 */
export function fitWhitening(rows: Features): (features: Features) => Features {
  const components = Math.max(
    1,
    Math.min(mostComponents, Math.floor(rows.count / rowsPerComponent), rows.size),
  );
  const standardise = fitStandardisation(rows);
  const standard = standardise(rows);
  const project = fitPca(standard, components);
  const rescale = fitStandardisation(project(standard));
  return (features) => rescale(project(standardise(features)));
}

/** Features that are compared; fewer when there are not this many rows for each, or variances would be guesses. */
const mostComponents = 64;
const rowsPerComponent = 8;
