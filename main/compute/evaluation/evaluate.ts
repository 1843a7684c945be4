import type { Evaluation } from '../../contract/evaluation.ts';
import type { EngineId } from '../../contract/run-config.ts';
import type { FeatureScores, PictureScores } from '../../contract/scores.ts';
import { PixelSource } from '../data.ts';
import { seededLatents } from '../latents.ts';
import type { Embedding } from '../metrics/embeddings/embedding.ts';
import { loadFaceNetwork } from '../metrics/embeddings/face-network.ts';
import { fitPixelPca } from '../metrics/embeddings/pixel-pca.ts';
import { loadRandomNetwork } from '../metrics/embeddings/random-network.ts';
import { type Features, takeRows } from '../metrics/features.ts';
import { featureMetrics } from '../metrics/index.ts';
import { fitStandardisation } from '../metrics/standardise.ts';
import type { EvaluateTask, FromCompute, PixelBatch } from '../protocol.ts';
import { resizer } from '../resize.ts';
import { loadGenerator } from '../sampler.ts';
import { blurred } from './blur.ts';
import { refuseDiscriminator, scoreDiscriminator } from './discriminator-scores.ts';
import { refuseFeatures, scoreFeatures, tooFew } from './feature-scores.ts';
import { nearestKnown } from './nearest-known.ts';
import { firstPictures, joinPictures, takePictures } from './picture-rows.ts';
import {
  refuseIdentities,
  scoreDiversity,
  scoreIdentities,
  scoreLikeness,
  scoreMemorisation,
} from './picture-scores.ts';
import { chooseReals, type RealSets } from './real-sets.ts';
import { walkLatents, walkLength } from './walks.ts';

type Evaluated = Extract<FromCompute, { type: 'evaluated' }>;
type Scores = FeatureScores & PictureScores & Pick<Evaluation, 'byEmbedding'>;
type Sheets = Evaluated['pictures'];
type Report = (done: number, total: number, note: string) => void;

/** Generated pictures whose nearest training picture is sought, and triptychs shown of them. */
const mostQueries = 200;
const shownTriptychs = 12;
const sheetColumns = 8;

/** Measures a generator with everything that can be computed; what cannot says why. Minutes, mostly the face network's. */
export async function evaluate(
  task: EvaluateTask,
  engine: EngineId,
  send: (message: FromCompute) => void,
): Promise<Evaluated> {
  const { config, seed, count } = task;
  const report: Report = (done, total, note) =>
    send({ type: 'evaluating', done, total, unit: 'pictures', note });
  report(0, count, 'Drawing');
  const draw = await loadGenerator(config, task.generatorFile);
  const fakes = draw(seededLatents(seed, 0, count, config.latentSize));
  const walks = draw(walkLatents(seed, config.latentSize));
  const shared: Sheets = [
    { name: 'samples', columns: sheetColumns, pixels: firstPictures(fakes, sheetColumns ** 2) },
    { name: 'walks', columns: walkLength, pixels: walks },
  ];
  if (task.pixelsFile === undefined) {
    const scores = withoutReals(fakes, task.pixelsMissing ?? 'There are no pictures to compare with.');
    return { type: 'evaluated', engine, ...scores, pictures: shared };
  }
  const source = new PixelSource(task.pixelsFile);
  try {
    const { scores, sheets } = await compare(task, engine, source, fakes, report);
    return { type: 'evaluated', engine, ...scores, pictures: [...shared, ...sheets] };
  } finally {
    source.close();
  }
}

async function compare(
  task: EvaluateTask,
  engine: EngineId,
  source: PixelSource,
  drawn: PixelBatch,
  report: Report,
): Promise<{ scores: Scores; sheets: Sheets }> {
  const reals = chooseReals(source, task.count);
  const side = reals.reference.length;
  const needed = featureMetrics.kid.fewest(0);
  if (side < needed) {
    return { scores: withoutReals(drawn, tooFew(needed, side)), sheets: [] };
  }
  const others = takePictures(reals.pictures, reals.others);
  const heldOut = takePictures(reals.pictures, reals.heldOut);
  const sets: PictureSets = {
    reals,
    fakes: firstPictures(drawn, side),
    others,
    blurred: await blurred(others),
  };
  const { byEmbedding, identities } = await compareFeatures(task, engine, sets, report);

  report(0, side, 'Looking for the nearest training pictures');
  const queries = firstPictures(sets.fakes, mostQueries);
  const blurredHeldOut = await blurred(heldOut);
  const nearest = await nearestKnown(source, joinPictures([queries, heldOut, blurredHeldOut]));
  const ofFakes = nearest.slice(0, queries.count);
  const ofHeldOut = nearest.slice(queries.count, queries.count + heldOut.count);
  const ofBlurred = nearest.slice(queries.count + heldOut.count);

  const scores: Scores = {
    ...byEmbedding.random,
    byEmbedding,
    msSsim: scoreDiversity(sets.fakes, sets),
    ...scoreLikeness(
      source,
      { pictures: queries, nearest: ofFakes },
      { pictures: heldOut, nearest: ofHeldOut },
      { pictures: blurredHeldOut, nearest: ofBlurred },
    ),
    ...identities,
    memorisationPixels: scoreMemorisation(ofFakes, ofHeldOut, { resizer }),
    ...(task.trainingFile === undefined
      ? refuseDiscriminator('A model keeps no discriminator: evaluate a checkpoint of its run instead.')
      : scoreDiscriminator(task.config, task.trainingFile, {
          trained: takePictures(reals.pictures, reals.reference),
          heldOut,
          fakes: sets.fakes,
        })),
  };
  const triptychs = ofFakes
    .map(({ rows, distances }, fake) => ({ fake, rows, distance: distances[0] }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, shownTriptychs)
    .flatMap(({ fake, rows }) => [takePictures(queries, [fake]), source.batch(rows)]);
  return {
    scores,
    sheets: [
      { name: 'reals', columns: sheetColumns, pixels: firstPictures(others, sheetColumns ** 2) },
      { name: 'blurred', columns: sheetColumns, pixels: firstPictures(sets.blurred, sheetColumns ** 2) },
      { name: 'neighbours', columns: 12, groupColumns: 3, pixels: joinPictures(triptychs) },
    ],
  };
}

interface PictureSets {
  reals: RealSets;
  fakes: PixelBatch;
  others: PixelBatch;
  blurred: PixelBatch;
}

/** Scores of each embedding; the face network's rows serve for identities too. */
async function compareFeatures(task: EvaluateTask, engine: EngineId, sets: PictureSets, report: Report) {
  const { reals, fakes, blurred } = sets;
  const noFaces = 'The pictures were imported as they are, so a face network says nothing about them.';
  const embedAll = async (embedding: Embedding, note: string) => {
    const total = reals.pictures.count + fakes.count + blurred.count;
    const parts: Features[] = [];
    let done = 0;
    for (const pictures of [reals.pictures, fakes, blurred]) {
      parts.push(await embedding.embed(pictures, (count) => report(done + count, total, note)));
      done += pictures.count;
    }
    embedding.dispose();
    const [real, fake, blurredReal] = parts;
    return { real, fake, blurredReal };
  };
  const score = async (embedding: Embedding, note: string) => {
    const { real, fake, blurredReal } = await embedAll(embedding, note);
    const scaled = fitStandardisation(real);
    const scores = scoreFeatures(embedding.id, {
      reference: takeRows(scaled(real), reals.reference),
      fakes: scaled(fake),
      others: takeRows(scaled(real), reals.others),
      blurred: scaled(blurredReal),
    });
    return { scores, rows: { real, fake, blurredReal } };
  };

  const random = await score(loadRandomNetwork(), 'Comparing through a random network');
  const pixels = await score(await fitPixelPca(reals.pictures), 'Comparing by pixels');
  if (!task.hasFaces) {
    return {
      byEmbedding: { random: random.scores, face: refuseFeatures(noFaces), pixels: pixels.scores },
      identities: refuseIdentities(noFaces),
    };
  }
  const face = await score(await loadFaceNetwork(engine), 'Comparing through a face network');
  const { real, fake, blurredReal } = face.rows;
  const queries = Uint32Array.from({ length: Math.min(mostQueries, fakes.count) }, (_, i) => i);
  const known = Uint32Array.from({ length: reals.trained }, (_, i) => i);
  return {
    byEmbedding: { random: random.scores, face: face.scores, pixels: pixels.scores },
    identities: scoreIdentities({
      known: takeRows(real, known),
      reference: takeRows(real, reals.reference),
      fakes: fake,
      others: takeRows(real, reals.others),
      blurred: blurredReal,
      fakeQueries: takeRows(fake, queries),
      heldOutQueries: takeRows(real, reals.heldOut),
    }),
  };
}

/** What can be said of generated pictures alone. */
function withoutReals(fakes: PixelBatch, reason: string): Scores {
  const features = refuseFeatures(reason);
  return {
    ...features,
    byEmbedding: { random: features, face: features, pixels: features },
    msSsim: scoreDiversity(fakes),
    ssim: { reason },
    psnr: { reason },
    ...refuseIdentities(reason),
    memorisationPixels: { reason },
    ...refuseDiscriminator(reason),
  };
}
