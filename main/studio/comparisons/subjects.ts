import type { ComparedSubject } from '../../contract/compare/compare.ts';
import { StudioError } from '../../contract/errors.ts';
import type { GeneratorRef } from '../../contract/generators.ts';
import type { ModelId, RunId } from '../../contract/ids.ts';
import type { Evaluation } from '../../contract/models/evaluation.ts';
import { MetricId } from '../../contract/scores/scores.ts';
import type { Datasets } from '../datasets/datasets.ts';
import type { Models } from '../models/models.ts';
import type { Runs } from '../runs/runs.ts';

export interface SubjectPlaces {
  models: Models;
  runs: Runs;
  datasets: Datasets;
}

/** A generator that is compared, and how it came about. */
export interface Subject {
  facts: Omit<ComparedSubject, 'label'>;
  config: Readonly<Record<string, unknown>>;
}

type Scores = Pick<ComparedSubject, 'scores' | 'scoredBy' | 'scoredAgainst' | 'evaluationId' | 'noScores'>;

/** All that the library knows of a generator. Throws where the model or run itself is gone. */
export function readSubject(
  places: SubjectPlaces,
  from: GeneratorRef,
  evaluations: readonly Evaluation[],
): Promise<Subject> {
  return from.kind === 'model'
    ? Promise.resolve(readModel(places, from, evaluations))
    : readRun(places, from, evaluations);
}

function readModel(
  { models, runs, datasets }: SubjectPlaces,
  from: { kind: 'model'; id: ModelId },
  evaluations: readonly Evaluation[],
): Subject {
  const { model, config, training } = models.generator(from.id);
  const { name, nimg, runId, preset, resolution, channels, latentSize, datasetName, provenance } = model;
  const run = runs.list().find(({ id }) => id === runId);
  const setHash = provenance?.setHash;
  const scores = scoresOf(
    newest(evaluations, from),
    run && quickScores(runs, run.id, nimg),
    model,
    'It has not been evaluated.',
  );
  const facts: Subject['facts'] = {
    from,
    ...{ name, nimg, resolution, channels, latentSize, datasetName },
    ...(run === undefined ? {} : { runId: run.id }),
    ...(preset === undefined ? {} : { preset }),
    ...(setHash === undefined ? {} : { setHash }),
    hasDataset: setHash !== undefined && datasets.ofVersion(setHash) !== undefined,
    ...scores,
  };
  return { facts, config: training ?? config };
}

async function readRun(
  { runs, datasets }: SubjectPlaces,
  from: { kind: 'run'; id: RunId; checkpoint?: string | undefined },
  evaluations: readonly Evaluation[],
): Promise<Subject> {
  const run = runs.get(from.id);
  const drawn = await checkpointToDraw(runs, from);
  const config = 'reason' in drawn ? run.config : drawn.config;
  const { resolution, channels, latentSize, preset } = config;
  const setHash = run.provenance?.setHash;
  const nimg = 'reason' in drawn ? (from.checkpoint ? Number(from.checkpoint) : run.nimg) : drawn.nimg;
  const checkpoint = 'reason' in drawn ? from.checkpoint : drawn.name;
  const scores = scoresOf(
    checkpoint === undefined ? undefined : newest(evaluations, { ...from, checkpoint }),
    quickScores(runs, run.id, nimg),
    run,
    runs.series.history(run.id).noScores ?? 'This checkpoint has not been measured.',
  );
  const facts: Subject['facts'] = {
    from,
    name: run.name,
    ...{ nimg, preset, resolution, channels, latentSize },
    ...('reason' in drawn ? { cannotDraw: drawn.reason } : { checkpoint: drawn.name }),
    runId: run.id,
    datasetName: run.datasetName,
    ...(setHash === undefined ? {} : { setHash }),
    hasDataset: datasets.list().some(({ id }) => id === run.datasetId),
    ...scores,
  };
  return { facts, config };
}

/** The checkpoint that draws, or why there is none. */
async function checkpointToDraw(
  runs: Runs,
  { id, checkpoint }: { id: RunId; checkpoint?: string | undefined },
) {
  try {
    return await runs.checkpoints.toDraw(id, checkpoint);
  } catch (error) {
    if (error instanceof StudioError && /^CHECKPOINT_/.test(error.code))
      return { reason: `${error.message} ${error.data.next}` };
    throw error;
  }
}

/** Newest first is how evaluations are listed. */
const newest = (evaluations: readonly Evaluation[], wanted: GeneratorRef): Evaluation | undefined =>
  evaluations.find(
    ({ from }) =>
      from.kind === wanted.kind &&
      from.id === wanted.id &&
      (from.kind === 'model' || wanted.kind === 'model' || from.checkpoint === wanted.checkpoint),
  );

/** What was measured of those very weights while they trained. */
const quickScores = (runs: Runs, id: RunId, nimg: number) =>
  runs.series.history(id).scores.find((score) => score.nimg === nimg);

/** What scores are measured against. */
type Measured = Pick<Evaluation, 'datasetName' | 'provenance'>;

/** A set by its name, with a part of its hash that tells versions apart. */
const setOf = ({ datasetName, provenance }: Measured): string =>
  provenance === undefined ? datasetName : `${datasetName}, version ${provenance.setHash.slice(0, 6)}`;

function scoresOf(
  evaluation: Evaluation | undefined,
  quick: ReturnType<typeof quickScores>,
  owner: Measured,
  otherwise: string,
): Scores {
  if (evaluation !== undefined) {
    const scores = Object.fromEntries(MetricId.options.map((id) => [id, evaluation[id]]));
    return {
      ...{ scores, scoredBy: 'evaluation', scoredAgainst: setOf(evaluation) },
      evaluationId: evaluation.id,
    };
  }
  if (quick !== undefined)
    return {
      scores: { kid: quick.kid, coverage: quick.coverage },
      ...{ scoredBy: 'training', scoredAgainst: setOf(owner) },
    };
  return { scores: {}, noScores: otherwise };
}
