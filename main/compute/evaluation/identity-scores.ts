import type { MemorisationScore, PictureScores } from '../../contract/scores/scores.ts';
import { type Features, takeRows } from '../metrics/features.ts';
import { halfSampleInterval } from '../metrics/half-samples.ts';
import { identityDistance } from '../metrics/identity-distance.ts';
import { fewestHeldOut, memorisation } from '../metrics/memorisation.ts';
import { type Nearest, nearestTwo } from '../metrics/nearest.ts';
import { resizer } from '../metrics/resize.ts';
import { mostQueries, type RealSets } from './real-sets.ts';

type IdentityScores = Pick<PictureScores, 'identityDistance' | 'memorisationIdentity'>;

/** How generated people differ from real ones, from face embeddings of length 1. */
export function scoreIdentities(
  { reals, fakes, blurred }: Record<'reals' | 'fakes' | 'blurred', Features>,
  sets: RealSets,
): IdentityScores {
  const reference = takeRows(reals, sets.reference);
  const known = takeRows(reals, sets.known);
  const value = identityDistance(reference, fakes);
  const queries = Array.from({ length: Math.min(mostQueries, fakes.count) }, (_, i) => i);
  return {
    identityDistance: {
      value,
      ...halfSampleInterval(value, identityDistance, reference, fakes),
      n: fakes.count,
      ...protocol,
      floor: identityDistance(reference, takeRows(reals, sets.others)),
      anchor: identityDistance(reference, blurred),
    },
    memorisationIdentity: scoreMemorisation(
      nearestTwo(takeRows(fakes, queries), known),
      nearestTwo(takeRows(reals, sets.heldOut), known),
      protocol,
    ),
  };
}

const protocol = { embedding: 'face', resizer } as const;

export const refuseIdentities = (reason: string): IdentityScores => ({
  identityDistance: { reason },
  memorisationIdentity: { reason },
});

/** Whether fakes are nearer to training pictures than held-out pictures are. */
export function scoreMemorisation(
  fakes: readonly Nearest[],
  heldOut: readonly Nearest[],
  protocolUsed: { embedding?: 'face'; resizer: string },
): MemorisationScore {
  if (heldOut.length < fewestHeldOut) {
    return {
      reason: `Needs at least ${fewestHeldOut} held-out pictures to know how near an unseen one is; there are ${heldOut.length}. One picture in twenty is held out, so import more.`,
    };
  }
  const first = (nearest: readonly Nearest[]) => nearest.map(({ distances }) => distances[0]);
  return {
    ...memorisation(first(fakes), first(heldOut)),
    n: fakes.length,
    heldOut: heldOut.length,
    ...protocolUsed,
  };
}
