import type { Judgement } from '../../contract/scores/judgement.ts';
import type { JudgeScore } from '../../contract/scores/scores.ts';
import { loadJudgeNetwork } from '../metrics/embeddings/judge-network.ts';
import { type Features, takeRows } from '../metrics/features.ts';
import { featureMetrics } from '../metrics/index.ts';
import { nearestTwo } from '../metrics/nearest.ts';
import { embedUnseen, type OnEmbedded, type PictureSets } from './embed-sets.ts';
import { measureFeatures, type OnSample } from './feature-scores.ts';
import type { KeptFeatures } from './kept-features.ts';
import { mostQueries } from './real-sets.ts';

/** What the judge says of generated faces: by the same pictures and sums as the scores of the face network. */
export async function judge(
  sets: PictureSets,
  kept: KeptFeatures,
  onEmbedded: OnEmbedded,
  onSample: OnSample,
): Promise<Judgement> {
  const network = await loadJudgeNetwork();
  try {
    const seen = await embedUnseen(network, sets, kept, onEmbedded);
    const comparable = network.fitTo(seen.reals);
    const reference = comparable(takeRows(seen.reals, sets.reals.reference));
    const others = comparable(takeRows(seen.reals, sets.reals.others));
    const [fakes, blurred] = [comparable(seen.fakes), comparable(seen.blurred)];
    const score = (id: 'kid' | 'coverage'): JudgeScore => ({
      ...measureFeatures(id, 'judge', reference, fakes, onSample),
      floor: featureMetrics[id].measure(reference, others),
      anchor: featureMetrics[id].measure(reference, blurred),
    });
    return {
      judge: network.about,
      kid: score('kid'),
      coverage: score('coverage'),
      nearestReal: nearestReal(seen.fakes, seen.reals),
    };
  } finally {
    network.dispose();
  }
}

/** Between rows of length 1. */
function nearestReal(fakes: Features, reals: Features): number[] {
  const asked = Array.from({ length: Math.min(mostQueries, fakes.count) }, (_, row) => row);
  return nearestTwo(takeRows(fakes, asked), reals).map(({ distances }) => distances[0]);
}
