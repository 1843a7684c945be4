import type { EngineId } from '../../contract/engines.ts';
import type { Evaluation } from '../../contract/models/evaluation.ts';
import type { FeatureScores, PictureScores } from '../../contract/scores/scores.ts';
import type { EvaluateTask } from '../../protocol/evaluate.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';
import { seededLatents } from '../../protocol/seeded-latents.ts';
import { loadGenerator } from '../drawing/face-drawer.ts';
import { featureMetrics } from '../metrics/index.ts';
import type { Nearest } from '../metrics/nearest.ts';
import { resizer } from '../metrics/resize.ts';
import { PixelSource } from '../training/data/data.ts';
import { blurred } from './blur.ts';
import { compareFeatures, type Report } from './compare-features.ts';
import { refuseDiscriminator, scoreDiscriminator } from './discriminator-scores.ts';
import { refuseFeatures, tooFew } from './feature-scores.ts';
import { refuseIdentities, scoreMemorisation } from './identity-scores.ts';
import { nearestKnown } from './nearest-known.ts';
import { firstPictures, joinPictures, takePictures } from './picture-rows.ts';
import { scoreDiversity, scoreLikeness } from './picture-scores.ts';
import { mostQueries, readReals } from './real-sets.ts';
import { walkLatents, walkLength } from './walks.ts';

type Evaluated = Extract<FromCompute, { type: 'evaluated' }>;
type Scores = FeatureScores & PictureScores & Pick<Evaluation, 'byEmbedding' | 'judgement'>;
type Sheets = Evaluated['pictures'];

/** Measures a generator with everything that can be computed; what cannot says why. Minutes, mostly the face network's. */
export async function evaluate(
  task: EvaluateTask,
  engine: EngineId,
  send: (message: FromCompute) => void,
): Promise<Evaluated> {
  const { config, seed, count } = task;
  const report: Report = (part) => send({ type: 'working', unit: 'pictures', ...part });
  report({ done: 0, total: count, note: 'Drawing' });
  const draw = await loadGenerator(config, task.generatorFile);
  const fakes = draw(seededLatents(seed, 0, count, config.latentSize));
  const sheets: Sheets = [
    { name: 'samples', columns: sheetColumns, pixels: firstPictures(fakes, sheetColumns ** 2) },
    { name: 'walks', columns: walkLength, pixels: draw(walkLatents(seed, config.latentSize)) },
  ];
  const answer = (scores: Scores, more: Sheets): Evaluated => ({
    type: 'evaluated',
    engine,
    ...scores,
    pictures: [...sheets, ...more],
  });
  if (task.pixelsFile === undefined) {
    const reason = task.pixelsMissing ?? 'There are no pictures to compare with.';
    return answer(withoutReals(fakes, reason, task.judge), []);
  }
  const source = new PixelSource(task.pixelsFile);
  try {
    const { scores, sheets: ofReals } = await compare(task, { engine, source, fakes, report });
    return answer(scores, ofReals);
  } finally {
    source.close();
  }
}

const sheetColumns = 8;

interface Comparison {
  engine: EngineId;
  source: PixelSource;
  fakes: PixelBatch;
  report: Report;
}

async function compare(
  { count, hasFaces, pixelsFile = '', discriminator, judge }: EvaluateTask,
  { engine, source, fakes: drawn, report }: Comparison,
): Promise<{ scores: Scores; sheets: Sheets }> {
  const reals = readReals(source, count);
  const side = reals.reference.length;
  const needed = featureMetrics.kid.fewest(0);
  if (side < needed) return { scores: withoutReals(drawn, tooFew(needed, side), judge), sheets: [] };

  const fakes = firstPictures(drawn, side);
  const others = takePictures(reals.pictures, reals.others);
  const heldOut = takePictures(reals.pictures, reals.heldOut);
  const [blurredOthers, blurredHeldOut] = [await blurred(others), await blurred(heldOut)];
  const { byEmbedding, identities, judgement } = await compareFeatures(
    { reals, fakes, blurred: blurredOthers },
    {
      engine,
      hasFaces,
      judged: judge,
      pixelsFile,
      report,
    },
  );

  report({ done: 0, total: side, note: 'Looking for the nearest training pictures' });
  const queries = firstPictures(fakes, mostQueries);
  const nearest = await nearestKnown(source, joinPictures([queries, heldOut, blurredHeldOut]));
  const ofFakes = nearest.slice(0, queries.count);
  const ofHeldOut = nearest.slice(queries.count, queries.count + heldOut.count);
  const ofBlurred = nearest.slice(queries.count + heldOut.count);
  return {
    scores: {
      ...(hasFaces ? byEmbedding.face : byEmbedding.random),
      byEmbedding,
      ...(judgement === undefined ? {} : { judgement }),
      ...identities,
      msSsim: scoreDiversity(fakes, { others, blurred: blurredOthers }),
      ...scoreLikeness(
        source,
        { pictures: queries, nearest: ofFakes },
        { pictures: heldOut, nearest: ofHeldOut },
        { pictures: blurredHeldOut, nearest: ofBlurred },
      ),
      memorisationPixels: scoreMemorisation(ofFakes, ofHeldOut, { resizer }),
      ...(discriminator === undefined
        ? refuseDiscriminator(
            'Its discriminator is not there: a model keeps none, the checkpoints of a run do.',
          )
        : scoreDiscriminator(discriminator.config, discriminator.trainingFile, {
            trained: takePictures(reals.pictures, reals.reference),
            heldOut,
            fakes,
          })),
    },
    sheets: [
      { name: 'reals', columns: sheetColumns, pixels: firstPictures(others, sheetColumns ** 2) },
      { name: 'blurred', columns: sheetColumns, pixels: firstPictures(blurredOthers, sheetColumns ** 2) },
      { name: 'neighbours', columns: 12, groupColumns: 3, pixels: triptychs(source, queries, ofFakes) },
    ],
  };
}

const shownTriptychs = 12;

/** Generated, nearest, second nearest: of those generated pictures that are nearest to a training picture. */
function triptychs(source: PixelSource, fakes: PixelBatch, nearest: readonly Nearest[]): PixelBatch {
  const order = nearest
    .map((_, fake) => fake)
    .sort((a, b) => nearest[a].distances[0] - nearest[b].distances[0]);
  return joinPictures(
    order
      .slice(0, shownTriptychs)
      .flatMap((fake) => [takePictures(fakes, [fake]), source.batch(nearest[fake].rows)]),
  );
}

/** What can be said of generated pictures alone. */
function withoutReals(fakes: PixelBatch, reason: string, judged: boolean): Scores {
  const features = refuseFeatures(reason);
  return {
    ...features,
    byEmbedding: { random: features, face: features, pixels: features },
    ...(judged ? { judgement: { reason } } : {}),
    msSsim: scoreDiversity(fakes),
    ssim: { reason },
    psnr: { reason },
    ...refuseIdentities(reason),
    memorisationPixels: { reason },
    ...refuseDiscriminator(reason),
  };
}
