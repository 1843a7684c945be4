import type { Features } from './features.ts';
import { distanceRows } from './products.ts';

/**
 * Energy distance between two sets of faces (Székely & Rizzo 2013, eq. 2.1, unbiased): 2·E‖x − y‖ − E‖x − x′‖ −
 * E‖y − y′‖. Rows are face embeddings of length 1, so it lies between about 0 (the same mixture of people) and 2.
 */
export const identityDistance = (reals: Features, fakes: Features): number =>
  2 * meanDistance(reals, fakes, false) - meanDistance(reals, reals, true) - meanDistance(fakes, fakes, true);

function meanDistance(a: Features, b: Features, isOneSet: boolean): number {
  let sum = 0;
  let row = 0;
  for (const distances of distanceRows(a, b)) {
    for (let j = 0; j < distances.length; j++) if (!isOneSet || j !== row) sum += Math.sqrt(distances[j]);
    row += 1;
  }
  return sum / (a.count * (isOneSet ? b.count - 1 : b.count));
}
