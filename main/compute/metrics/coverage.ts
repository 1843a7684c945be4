import { squaredRadii } from './balls.ts';
import type { Features } from './features.ts';
import { distanceRows } from './products.ts';

/** k of the article. */
export const coverageNeighbours = 5;

/** Share of reals whose ball, out to their k-th real neighbour, holds at least one fake (Naeem et al. 2020, eq. 5). */
export function coverage(reals: Features, fakes: Features): number {
  const radii = squaredRadii(reals, coverageNeighbours);
  let covered = 0;
  let real = 0;
  for (const distances of distanceRows(reals, fakes)) {
    if (smallest(distances) <= radii[real]) covered += 1;
    real += 1;
  }
  return covered / reals.count;
}

function smallest(values: Float32Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if (values[i] < least) least = values[i];
  return least;
}
