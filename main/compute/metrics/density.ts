import { squaredRadii } from './balls.ts';
import { coverageNeighbours } from './coverage.ts';
import type { Features } from './features.ts';
import { distanceRows } from './products.ts';

/** Mean number of real balls that hold a fake, of k (Naeem et al. 2020, eq. 4). Above 1 where reals crowd. */
export function density(reals: Features, fakes: Features): number {
  const radii = squaredRadii(reals, coverageNeighbours);
  let held = 0;
  for (const distances of distanceRows(fakes, reals)) {
    for (let real = 0; real < distances.length; real++) if (distances[real] <= radii[real]) held += 1;
  }
  return held / (coverageNeighbours * fakes.count);
}
