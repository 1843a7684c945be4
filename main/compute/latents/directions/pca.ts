import type { Features } from '../../metrics/features.ts';
import { fitPca } from '../../metrics/pca.ts';
import type { FoundDirections } from './found.ts';

/**
 * Directions of the latent along which faces differ most (Härkönen et al. 2020, GANSpace, §2.2): principal components of
 * what the latents became, and latents regressed on the coordinates. Row i of `features` belongs to row i of `latents`,
 * whose numbers are independent of each other, each with variance 1: then the regression is a mean of products.
 */
export function pca(features: Features, latents: Features, count: number): FoundDirections {
  const coordinates = uncorrelated(fitPca(features, count)(features));
  const total = totalVariance(features);
  return Array.from({ length: count }, (_, component) => {
    const vector = new Float64Array(latents.size);
    let variance = 0;
    for (let row = 0; row < features.count; row++) {
      const coordinate = coordinates.values[row * count + component];
      variance += coordinate ** 2;
      for (let i = 0; i < latents.size; i++) vector[i] += coordinate * latents.values[row * latents.size + i];
    }
    const length = Math.max(1e-12, Math.hypot(...vector));
    return {
      vector: Float32Array.from(vector, (value) => value / length),
      share: total === 0 ? 0 : Math.min(1, variance / features.count / total),
    };
  });
}

/** Columns at right angles to those before them: rounding leaks strong components into faint ones. */
function uncorrelated({ count, size, values }: Features): Features {
  const columns = Array.from({ length: size }, (_, column) =>
    Float64Array.from({ length: count }, (_row, row) => values[row * size + column]),
  );
  const product = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  for (const [k, column] of columns.entries()) {
    for (const before of columns.slice(0, k)) {
      const part = product(column, before) / Math.max(1e-12, product(before, before));
      for (let row = 0; row < count; row++) column[row] -= part * before[row];
    }
  }
  const turned = Float32Array.from(values, (_, i) => columns[i % size][Math.floor(i / size)]);
  return { count, size, values: turned };
}

/** Sum of the variances of all features. */
function totalVariance({ count, size, values }: Features): number {
  const sums = new Float64Array(size);
  const squares = new Float64Array(size);
  for (let i = 0; i < values.length; i++) {
    sums[i % size] += values[i];
    squares[i % size] += values[i] ** 2;
  }
  return squares.reduce((total, square, i) => total + square / count - (sums[i] / count) ** 2, 0);
}
