import { shareInterval } from '../../contract/scores/share-interval.ts';
import { randomStream } from '../../protocol/random.ts';

/** How often a face of one side lay nearer to its nearest real face than one of the other side, with its 95 % interval. */
export interface NearerPairs {
  value: number;
  low: number;
  high: number;
  pairs: number;
}

/**
 * Draws pairs of faces blindly, as many of each pair of runs. Each run is given as the distances of its faces to the real
 * face nearest to each. A tie counts half. The interval (Wilson) is that of the pairs; how much seeds differ is not in it.
 */
export function nearerPairs(
  ours: readonly (readonly number[])[],
  theirs: readonly (readonly number[])[],
  pairs = 200,
): NearerPairs {
  const random = randomStream(0, 'nearer-pairs', 0);
  const drawFrom = (distances: readonly number[]) => distances[random.below(distances.length)];
  let nearer = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const our = drawFrom(ours[pair % ours.length]);
    const their = drawFrom(theirs[Math.floor(pair / ours.length) % theirs.length]);
    nearer += our < their ? 1 : our === their ? 0.5 : 0;
  }
  return { ...shareInterval(nearer, pairs), pairs };
}
