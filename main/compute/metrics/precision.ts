import { shareInBalls } from './balls.ts';
import type { Features } from './features.ts';

/** k of the article. */
export const precisionNeighbours = 3;

/** Share of fakes within a ball around a real, out to its k-th real neighbour (Kynkäänniemi et al. 2019, eq. 2). */
export const precision = (reals: Features, fakes: Features): number =>
  shareInBalls(fakes, reals, precisionNeighbours);
