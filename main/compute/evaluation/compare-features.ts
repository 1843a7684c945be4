import type { EngineId } from '../../contract/engines.ts';
import {
  type EmbeddingId,
  embeddingCatalogue,
  type FeatureScores,
  metricCatalogue,
  type PictureScores,
} from '../../contract/scores/scores.ts';
import type { PixelBatch } from '../../protocol/messages.ts';
import type { Embedding } from '../metrics/embeddings/embedding.ts';
import { loadFaceNetwork } from '../metrics/embeddings/face-network.ts';
import { pixelEmbedding } from '../metrics/embeddings/pixels.ts';
import { loadRandomNetwork } from '../metrics/embeddings/random-network.ts';
import { type Features, takeRows } from '../metrics/features.ts';
import { keepFeatures, readFeatures } from './cached-features.ts';
import { refuseFeatures, scoreFeatures } from './feature-scores.ts';
import { refuseIdentities, scoreIdentities } from './identity-scores.ts';
import type { RealSets } from './real-sets.ts';

/** What is compared: as many generated pictures as other real ones, and the latter blurred. */
export interface PictureSets {
  reals: RealSets;
  fakes: PixelBatch;
  blurred: PixelBatch;
}

export interface CompareOptions {
  engine: EngineId;
  /** False for digits and drawings. */
  hasFaces: boolean;
  /** Where the face network's answers for real pictures are kept for the next evaluation. */
  cacheFile: string;
  report(done: number, total: number, note: string, unit?: string): void;
}

interface Compared {
  byEmbedding: Record<EmbeddingId, FeatureScores>;
  identities: Pick<PictureScores, 'identityDistance' | 'memorisationIdentity'>;
}

/** Scores of each embedding; what the face network sees serves for identities too. */
export async function compareFeatures(sets: PictureSets, options: CompareOptions): Promise<Compared> {
  const { engine, hasFaces, cacheFile, report } = options;
  const random = await embedSets(loadRandomNetwork(), sets, (done, total) =>
    report(done, total, 'Comparing through a random network'),
  );
  const pixels = await embedSets(pixelEmbedding, sets, (done, total) =>
    report(done, total, 'Comparing by pixels'),
  );
  const scored = {
    random: score('random', random, sets.reals, report),
    pixels: score('pixels', pixels, sets.reals, report),
  };
  if (!hasFaces) {
    const reason = 'The pictures were imported as they are, so a face network says nothing about them.';
    return { byEmbedding: { ...scored, face: refuseFeatures(reason) }, identities: refuseIdentities(reason) };
  }
  const note = 'Comparing through a face network';
  const face = await embedSets(
    await loadFaceNetwork(engine),
    sets,
    (done, total) => report(done, total, note),
    cacheFile,
  );
  return {
    byEmbedding: { ...scored, face: score('face', face, sets.reals, report) },
    identities: scoreIdentities(face, sets.reals),
  };
}

/** Features of each set, before and after they were made comparable. */
export interface EmbeddedSets {
  reals: Features;
  fakes: Features;
  blurred: Features;
  fitTo: Embedding['fitTo'];
}

async function embedSets(
  embedding: Embedding,
  { reals, fakes, blurred }: PictureSets,
  report: (done: number, total: number) => void,
  cacheFile?: string,
): Promise<EmbeddedSets> {
  const kept =
    cacheFile === undefined
      ? undefined
      : readFeatures(cacheFile, { reals: reals.pictures.count, blurred: blurred.count });
  const total = fakes.count + (kept === undefined ? reals.pictures.count + blurred.count : 0);
  let before = 0;
  const embed = async (pictures: PixelBatch): Promise<Features> => {
    const features = await embedding.embed(pictures, (done) => report(before + done, total));
    before += pictures.count;
    return features;
  };
  const ofReals = kept ?? { reals: await embed(reals.pictures), blurred: await embed(blurred) };
  if (kept === undefined && cacheFile !== undefined) keepFeatures(cacheFile, ofReals);
  const ofFakes = await embed(fakes);
  embedding.dispose();
  return { ...ofReals, fakes: ofFakes, fitTo: embedding.fitTo };
}

function score(
  id: EmbeddingId,
  { reals, fakes, blurred, fitTo }: EmbeddedSets,
  sets: RealSets,
  report: CompareOptions['report'],
): FeatureScores {
  const comparable = fitTo(reals);
  const compared = {
    reference: comparable(takeRows(reals, sets.reference)),
    others: comparable(takeRows(reals, sets.others)),
    fakes: comparable(fakes),
    blurred: comparable(blurred),
  };
  const { title } = embeddingCatalogue[id];
  return scoreFeatures(id, compared, (metric, done, total) =>
    report(
      done,
      total,
      `${metricCatalogue[metric].title} and its interval: ${title.toLowerCase()}`,
      'samples',
    ),
  );
}
