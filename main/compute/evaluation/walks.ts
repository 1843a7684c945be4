import { slerp } from '../../contract/latents/vectors.ts';
import { seededLatents } from '../../protocol/seeded-latents.ts';

export const walkLength = 10;

/** Walks from one latent to another, and pictures of each. */
const walkCount = 8;

/** Latents of walks between pairs of a seed's latents along great circles, their lengths changing evenly. */
export function walkLatents(seed: number, latentSize: number): Float32Array {
  const ends = seededLatents(seed, 0, 2 * walkCount, latentSize);
  const latents = new Float32Array(walkCount * walkLength * latentSize);
  for (let walk = 0; walk < walkCount; walk++) {
    const from = ends.subarray(2 * walk * latentSize, (2 * walk + 1) * latentSize);
    const to = ends.subarray((2 * walk + 1) * latentSize, (2 * walk + 2) * latentSize);
    for (let step = 0; step < walkLength; step++) {
      latents.set(slerp(from, to, step / (walkLength - 1)), (walk * walkLength + step) * latentSize);
    }
  }
  return latents;
}
