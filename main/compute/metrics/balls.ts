import type { Features } from './features.ts';
import { distanceRows } from './products.ts';

/** Squared distance of each row to its k-th nearest other row of the same set. */
export function squaredRadii(features: Features, k: number): Float64Array {
  const radii = new Float64Array(features.count);
  let row = 0;
  for (const distances of distanceRows(features, features)) {
    radii[row] = kthSmallest(distances, k, row);
    row += 1;
  }
  return radii;
}

/** The k-th smallest, counted from 1, leaving out the place `except`. */
function kthSmallest(values: Float32Array, k: number, except: number): number {
  const smallest = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < values.length; i++) {
    if (i === except || values[i] >= smallest[k - 1]) continue;
    let place = k - 1;
    while (place > 0 && smallest[place - 1] > values[i]) {
      smallest[place] = smallest[place - 1];
      place -= 1;
    }
    smallest[place] = values[i];
  }
  return smallest[k - 1];
}

/** Share of `points` that lie in the ball of at least one of `centres`. */
export function shareInBalls(points: Features, centres: Features, k: number): number {
  const radii = squaredRadii(centres, k);
  let inside = 0;
  for (const distances of distanceRows(points, centres)) {
    let centre = 0;
    // Not the other way round: a number that is lost is near nothing.
    while (centre < distances.length && !(distances[centre] <= radii[centre])) centre += 1;
    if (centre < distances.length) inside += 1;
  }
  return inside / points.count;
}
