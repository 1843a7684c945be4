import type { EngineId } from '../../contract/engines.ts';
import type { Judgement, JudgementOrReason } from '../../contract/scores/judgement.ts';
import {
  type EmbeddingId,
  embeddingCatalogue,
  type FeatureScores,
  type JudgeId,
  metricCatalogue,
  type PictureScores,
} from '../../contract/scores/scores.ts';
import { loadFaceNetwork } from '../metrics/embeddings/face-network.ts';
import { pixelEmbedding } from '../metrics/embeddings/pixels.ts';
import { loadRandomNetwork } from '../metrics/embeddings/random-network.ts';
import { takeRows } from '../metrics/features.ts';
import { featureMetrics } from '../metrics/index.ts';
import {
  type EmbeddedSets,
  embedSets,
  embedUnseen,
  type OnEmbedded,
  type PictureSets,
  unseenCount,
} from './embed-sets.ts';
import { refuseFeatures, scoreFeatures } from './feature-scores.ts';
import { refuseIdentities, scoreIdentities } from './identity-scores.ts';
import { judge } from './judge.ts';
import { type KeptFeatures, openKeptFeatures } from './kept-features.ts';
import type { RealSets } from './real-sets.ts';
import { EvaluationWork, type WorkDone } from './work.ts';

export interface CompareOptions {
  engine: EngineId;
  /** False for digits and drawings. */
  hasFaces: boolean;
  judged: boolean;
  /** Beside it, the networks' answers for real pictures are kept for the next evaluation. */
  pixelsFile: string;
  report: Report;
}

/** Hears how far a part of an evaluation is, and all parts together. */
export type Report = (part: {
  done: number;
  total: number;
  note: string;
  unit?: string;
  whole?: WorkDone;
}) => void;

interface Compared {
  byEmbedding: Record<EmbeddingId, FeatureScores>;
  identities: Pick<PictureScores, 'identityDistance' | 'memorisationIdentity'>;
  /** Absent when the judge was not asked. */
  judgement?: JudgementOrReason;
}

/**
 * Scores of each embedding; what the face network sees serves for identities too. The face network comes first: it takes
 * most of the time, so that its speed tells the time left.
 */
export async function compareFeatures(sets: PictureSets, options: CompareOptions): Promise<Compared> {
  const { engine, hasFaces, judged, pixelsFile, report } = options;
  const [kept, keptByJudge, keptByRandom] = (['face', 'judge', 'random'] as const).map((network) =>
    openKeptFeatures(pixelsFile, network),
  );
  const work = new EvaluationWork<Part>({
    ...(hasFaces ? faceCosts(sets, kept) : {}),
    ...(hasFaces && judged ? judgeCosts(sets, keptByJudge) : {}),
    ...otherCosts(sets, keptByRandom),
  });
  const reporter = { report, work };
  const face = hasFaces ? await seeFaces(engine, sets, kept, reporter) : undefined;
  const byFace = face && score('face', face, sets.reals, reporter);
  const judgement = hasFaces && judged ? await askJudge(sets, keptByJudge, reporter) : undefined;
  const byRandom = await scoreByRandom(sets, keptByRandom, reporter);
  const byPixels = await scoreByPixels(sets, reporter);
  if (face === undefined || byFace === undefined) {
    const reason = 'The pictures were imported as they are, so a face network says nothing about them.';
    return {
      byEmbedding: { random: byRandom, face: refuseFeatures(reason), pixels: byPixels },
      identities: refuseIdentities(reason),
      ...(judged ? { judgement: { reason } } : {}),
    };
  }
  return {
    byEmbedding: { random: byRandom, face: byFace, pixels: byPixels },
    identities: scoreIdentities(face, sets.reals),
    ...(judgement === undefined ? {} : { judgement }),
  };
}

/** Parts of the comparison: an embedding, and the scores of it. */
type Part = Seer | `${Seer} scores`;
type Seer = EmbeddingId | JudgeId;

interface Reporter {
  report: Report;
  work: EvaluationWork<Part>;
}

/** Work for each picture, in that of the face network for one; measured on two cores. */
const scoresCost = 0.25;
const randomCost = 0.05;
const judgeCost = 0.25;

const faceCosts = (sets: PictureSets, kept: KeptFeatures): Partial<Record<Part, number>> => ({
  face: sets.fakes.count + unseenCount(sets, kept),
  'face scores': scoresCost * sets.fakes.count,
});

const judgeCosts = (sets: PictureSets, kept: KeptFeatures): Partial<Record<Part, number>> => ({
  judge: judgeCost * (sets.fakes.count + unseenCount(sets, kept)),
  'judge scores': judgeCost * scoresCost * sets.fakes.count,
});

const otherCosts = (sets: PictureSets, kept: KeptFeatures): Partial<Record<Part, number>> => ({
  random: randomCost * (sets.fakes.count + unseenCount(sets, kept)),
  'random scores': scoresCost * sets.fakes.count,
  pixels: 0,
  'pixels scores': scoresCost * sets.fakes.count,
});

async function seeFaces(
  engine: EngineId,
  sets: PictureSets,
  kept: KeptFeatures,
  reporter: Reporter,
): Promise<EmbeddedSets> {
  const note = noteOf('Comparing through a face network', sets, kept);
  const network = await loadFaceNetwork(engine);
  try {
    return await embedUnseen(network, sets, kept, tell('face', note, reporter));
  } finally {
    network.dispose();
  }
}

function askJudge(sets: PictureSets, kept: KeptFeatures, reporter: Reporter): Promise<Judgement> {
  const note = noteOf('Asking the judge', sets, kept);
  return judge(sets, kept, tell('judge', note, reporter), (metric, done, total) =>
    reporter.report({
      done,
      total,
      note: `${metricCatalogue[metric].title} and its interval: judge`,
      unit: 'samples',
      whole: reporter.work.at('judge scores', (metric === 'kid' ? 0 : 0.5) + done / total / 2),
    }),
  );
}

function noteOf(what: string, sets: PictureSets, kept: KeptFeatures): string {
  const known = sets.reals.pictures.count + sets.blurred.count - unseenCount(sets, kept);
  return known === 0 ? what : `${what}; ${known} real pictures are known from before`;
}

async function scoreByRandom(
  sets: PictureSets,
  kept: KeptFeatures,
  reporter: Reporter,
): Promise<FeatureScores> {
  const note = noteOf('Comparing through a random network', sets, kept);
  const network = loadRandomNetwork();
  try {
    const embedded = await embedUnseen(network, sets, kept, tell('random', note, reporter));
    return score('random', embedded, sets.reals, reporter);
  } finally {
    network.dispose();
  }
}

async function scoreByPixels(sets: PictureSets, reporter: Reporter): Promise<FeatureScores> {
  const embedded = await embedSets(pixelEmbedding, sets, tell('pixels', 'Comparing by pixels', reporter));
  return score('pixels', embedded, sets.reals, reporter);
}

const tell =
  (part: Part, note: string, { report, work }: Reporter): OnEmbedded =>
  (done, total) =>
    report({ done, total, note, whole: work.at(part, done / total) });

function score(
  id: EmbeddingId,
  { reals, fakes, blurred, fitTo }: EmbeddedSets,
  sets: RealSets,
  { report, work }: Reporter,
): FeatureScores {
  const comparable = fitTo(reals);
  const compared = {
    reference: comparable(takeRows(reals, sets.reference)),
    others: comparable(takeRows(reals, sets.others)),
    fakes: comparable(fakes),
    blurred: comparable(blurred),
  };
  const { title } = embeddingCatalogue[id];
  const metrics = Object.keys(featureMetrics);
  return scoreFeatures(id, compared, (metric, done, total) =>
    report({
      done,
      total,
      note: `${metricCatalogue[metric].title} and its interval: ${title.toLowerCase()}`,
      unit: 'samples',
      whole: work.at(`${id} scores`, (metrics.indexOf(metric) + done / total) / metrics.length),
    }),
  );
}
