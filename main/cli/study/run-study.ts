import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudioClient } from '../../contract/contract.ts';
import { StudioError } from '../../contract/errors.ts';
import type { GeneratorRef } from '../../contract/generators.ts';
import type { DatasetId, RunId } from '../../contract/ids.ts';
import type { Evaluation } from '../../contract/models/evaluation.ts';
import type { Run, StartRunChoices, StartRunOutput } from '../../contract/runs/runs.ts';
import { isMeasured } from '../../contract/scores/scores.ts';
import { mediaPath } from '../../contract/system/media.ts';
import type { Studio } from '../../studio/studio.ts';
import { followJob } from '../follow-job.ts';
import { formatDuration } from '../format.ts';
import type { Output } from '../output.ts';
import { asStudioError } from '../present-error.ts';
import { followTraining } from '../train-run.ts';
import type { Recipe, StudyFile } from './study-file.ts';
import { type Measured, type StudyPart, type StudyRecord, writeRecord } from './study-record.ts';

/** What a study works with. */
export interface StudyWork {
  study: StudyFile;
  record: StudyRecord;
  /** Holds the record, the pictures and the report. */
  folder: string;
  /** Ids of the study's datasets, by what its file calls them. */
  datasets: ReadonlyMap<string, DatasetId>;
  /** What each recipe starts from, by its name; those from scratch are absent. */
  starts: ReadonlyMap<string, GeneratorRef>;
  studio: Pick<Studio, 'media'>;
  client: StudioClient;
  output: Output;
  /** Called whenever something was measured. */
  onMeasured(): Promise<void>;
}

/**
 * Trains and measures what is not done yet, one run after the other; what is done is in the record before the next step
 * begins, so that it may be ended anywhere and goes on there.
 */
export async function runStudy(work: StudyWork): Promise<void> {
  const { study, record, output } = work;
  const parts = plannedParts(work);
  for (const [place, part] of parts.entries()) {
    for (const moment of study.moments) {
      if (part.failed !== undefined || part.measured.some((each) => each.moment === moment)) continue;
      output.say(
        `${place + 1} of ${parts.length}: ${part.recipe} · ${part.dataset} · seed ${part.seed}, to ${formatDuration(study.minutes * moment * 60)}; about ${formatDuration(secondsLeft(study, record, parts))} left in all`,
      );
      const run = await trainTo(work, part, moment);
      if (run === undefined) continue;
      const startedMs = performance.now();
      part.measured.push(await measure(work, run, moment));
      record.measuringSeconds.push((performance.now() - startedMs) / 1000);
      await writeRecord(work.folder, record);
      await work.onMeasured();
    }
  }
}

/** The parts of the study's file in their order: each seed with all recipes, before the next seed. */
export function plannedParts({ study, record }: Pick<StudyWork, 'study' | 'record'>): StudyPart[] {
  const wanted = study.datasets.flatMap((dataset) =>
    study.seeds.flatMap((seed) => study.recipes.map((recipe) => ({ dataset, seed, recipe }))),
  );
  return wanted.map(({ dataset, seed, recipe }) => {
    const asked = askedOf(study, recipe);
    const known = record.parts.find(
      (part) => part.dataset === dataset && part.seed === seed && part.recipe === recipe.name,
    );
    if (known !== undefined && known.asked !== asked) {
      throw new StudioError('INVALID_INPUT', `“${recipe.name}” had other settings when this study began.`, {
        next: 'Give the changed recipe another name, or choose another folder with --out.',
        subject: recipe.name,
      });
    }
    if (known !== undefined) return known;
    const part: StudyPart = { recipe: recipe.name, dataset, seed, asked, measured: [] };
    record.parts.push(part);
    return part;
  });
}

/** Everything that decides what comes of a recipe. */
function askedOf({ minutes, moments, pictures, cores }: StudyFile, { name: _, ...recipe }: Recipe): string {
  return JSON.stringify({ ...recipe, minutes, moments, pictures, cores });
}

/** What a run of a recipe is started with. */
export function choicesOf({ study, datasets, starts }: StudyWork, part: StudyPart): StartRunChoices {
  const recipe = study.recipes.find(({ name }) => name === part.recipe);
  const datasetId = datasets.get(part.dataset);
  if (recipe === undefined || datasetId === undefined) throw new Error(`${part.recipe} is not of this study`);
  const { preset, size, width, set, engine, mode } = recipe;
  return {
    datasetId,
    preset,
    seed: part.seed,
    name: `${recipe.name} · seed ${part.seed} · ${part.dataset} · ${study.name}`
      .slice(0, longestRunName)
      .trim(),
    resolution: size,
    width,
    hyperParameters: set,
    engine,
    mode,
    startFrom: starts.get(recipe.name),
  };
}

const longestRunName = 80;

/** The part's run, trained for this share of the minutes; undefined where its numbers overflowed. */
async function trainTo(work: StudyWork, part: StudyPart, moment: number): Promise<Run | undefined> {
  const { client, output, record, folder, study } = work;
  const maxMinutes = study.minutes * moment;
  const before = await findRun(work, part);
  if (before?.state === 'finished' && before.trainingSeconds >= maxMinutes * 60) return before;
  try {
    const started = await goOn(client, before, maxMinutes, () => ({ ...choicesOf(work, part), maxMinutes }));
    part.runId = started.runId;
    await writeRecord(folder, record);
    await followTraining(client, started, output, undefined);
  } catch (error) {
    const known = asStudioError(error);
    if (known.code !== 'TRAINING_DIVERGED') throw known;
    part.failed = known.message;
    await writeRecord(folder, record);
    return undefined;
  }
  return client.runs.get({ id: part.runId });
}

/** The run of a part, also one that was started just before the study was killed. */
async function findRun(work: StudyWork, part: StudyPart): Promise<Run | undefined> {
  const { client, record } = work;
  const runs = await client.runs.list();
  if (part.runId !== undefined) return runs.find(({ id }) => id === part.runId);
  const taken = new Set(record.parts.map(({ runId }) => runId));
  const { name, datasetId } = choicesOf(work, part);
  return runs.find(
    (run) =>
      run.name === name &&
      run.datasetId === datasetId &&
      run.createdAt >= record.createdAt &&
      !taken.has(run.id),
  );
}

/** Goes on with a run that has a checkpoint, and starts one anew that has none. */
async function goOn(
  client: StudioClient,
  run: Run | undefined,
  maxMinutes: number,
  choices: () => StartRunChoices,
): Promise<StartRunOutput> {
  if (run === undefined) return client.runs.start(choices());
  const { id } = run;
  // One that had only just been queued when the study was ended.
  if (run.state === 'queued') await client.runs.pause({ id });
  if (run.checkpointNimg === undefined) {
    await client.runs.remove({ id });
    return client.runs.start(choices());
  }
  return { runId: id, jobId: (await client.runs.resume({ id, maxMinutes })).jobId };
}

/** Measures the newest checkpoint of a run, and keeps a picture of its faces. */
async function measure(work: StudyWork, run: Run, moment: number): Promise<Measured> {
  const { client, studio, folder } = work;
  const evaluation = await evaluate(work, run.id);
  const { nimg, kid, coverage, judgement, memorisationPixels } = evaluation;
  const sheet = join('faces', `${run.id}-${Math.round(100 * moment)}.png`);
  const picture = await studio.media.resolve(mediaPath.evaluation(evaluation, 'samples'));
  if (picture === undefined) throw new Error(`the evaluation ${evaluation.id} has no picture of its faces`);
  await mkdir(join(folder, 'faces'), { recursive: true });
  await copyFile(picture.file, join(folder, sheet));
  const { trainingSeconds: seconds } = await client.runs.get({ id: run.id });
  return {
    moment,
    nimg,
    seconds,
    kid,
    coverage,
    ...(judgement === undefined ? {} : { judgement }),
    ...(isMeasured(memorisationPixels) ? { memorisation: memorisationPixels.value } : {}),
    sheet,
  };
}

/** An evaluation of the newest checkpoint; the one that was made just before the study was killed. */
async function evaluate({ client, output, study }: StudyWork, id: RunId): Promise<Evaluation> {
  const [newest] = await client.runs.checkpoints({ id });
  if (newest === undefined) throw new Error(`the run ${id} has no checkpoint`);
  const from = { kind: 'run', id, checkpoint: newest.name } as const;
  const known = (await client.models.evaluations({ from })).find(
    ({ count, judgement }) => count === study.pictures && judgement !== undefined,
  );
  if (known !== undefined) return known;
  const { jobId } = await client.models.evaluate({ from, count: study.pictures, judge: true });
  const { evaluationId } = await followJob(client, jobId, 'evaluate', output);
  return client.models.evaluation({ id: evaluationId });
}

/** Of training, and of measuring as long as it took so far. */
function secondsLeft(
  { minutes, moments }: StudyFile,
  { measuringSeconds }: StudyRecord,
  parts: readonly StudyPart[],
) {
  const measuring =
    measuringSeconds.reduce((sum, each) => sum + each, 0) / Math.max(1, measuringSeconds.length);
  return parts
    .filter(({ failed }) => failed === undefined)
    .reduce((sum, { measured }) => {
      const reached = measured.at(-1)?.moment ?? 0;
      return sum + minutes * 60 * (1 - reached) + measuring * (moments.length - measured.length);
    }, 0);
}
