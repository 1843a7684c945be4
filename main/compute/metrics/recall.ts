import { shareInBalls } from './balls.ts';
import type { Features } from './features.ts';
import { precisionNeighbours } from './precision.ts';

/** Share of reals within a ball around a fake, out to its k-th fake neighbour (Kynkäänniemi et al. 2019, eq. 2). */
export const recall = (reals: Features, fakes: Features): number =>
  shareInBalls(reals, fakes, precisionNeighbours);
