import type { StudioClient } from '../contract/contract.ts';
import type { Dataset } from '../contract/datasets/datasets.ts';
import { StudioError } from '../contract/errors.ts';
import type { GeneratorRef } from '../contract/generators.ts';
import type { RunId } from '../contract/ids.ts';
import type { Model } from '../contract/models/models.ts';
import type { Place } from '../contract/places/places.ts';
import type { Run } from '../contract/runs/runs.ts';
import { badInput, numberOption } from './arguments.ts';

export async function findDataset(client: StudioClient, given: string): Promise<Dataset> {
  const datasets = await client.datasets.list();
  const found = datasets.find(({ id, name }) => id === given || name === given);
  if (found !== undefined) return found;
  throw new StudioError('DATASET_NOT_FOUND', `There is no dataset "${given}".`, {
    next: listOf('Datasets', datasets),
    subject: given,
  });
}

/** A run by its id; an unknown one is an error that lists those that exist. */
export async function findRun(client: StudioClient, given: string): Promise<Run> {
  const runs = await client.runs.list();
  const found = runs.find(({ id }) => id === given);
  if (found !== undefined) return found;
  throw new StudioError('RUN_NOT_FOUND', `There is no run "${given}".`, {
    next: listOf('Runs', runs),
    subject: given,
  });
}

export async function findModel(client: StudioClient, given: string): Promise<Model> {
  const models = await client.models.list();
  const found = models.find(({ id, name }) => id === given || name === given);
  if (found !== undefined) return found;
  throw new StudioError('MODEL_NOT_FOUND', `There is no model "${given}".`, {
    next: listOf('Models', models),
    subject: given,
  });
}

export async function findPlace(client: StudioClient, given: string): Promise<Place> {
  const places = await client.places.list();
  const found = places.find(({ id, name }) => id === given || name === given);
  if (found !== undefined) return found;
  throw new StudioError('PLACE_NOT_FOUND', `There is no place "${given}".`, {
    next: `${listOf('Places', places)} The command "places add" adds one.`,
    subject: given,
  });
}

/** What --run or --model names. */
export async function findSource(
  client: StudioClient,
  run: string | undefined,
  model: string | undefined,
): Promise<GeneratorRef> {
  if (run !== undefined && model === undefined) return { kind: 'run', id: (await findRun(client, run)).id };
  if (model !== undefined && run === undefined)
    return { kind: 'model', id: (await findModel(client, model)).id };
  throw badInput('Name either --run or --model.', 'List runs with the command "runs".');
}

/** A run's checkpoint by its kimg; people call them by rounded numbers. */
export async function findCheckpoint(client: StudioClient, id: RunId, kimg: number): Promise<GeneratorRef> {
  const checkpoints = await client.runs.checkpoints({ id });
  const found = checkpoints.find(({ nimg }) => Math.abs(nimg / 1000 - kimg) < 0.05);
  if (found !== undefined) return { kind: 'run', id, checkpoint: found.name };
  const kept = checkpoints.map(({ nimg }) => String(nimg / 1000)).join(', ') || 'none yet';
  throw badInput(
    `This run keeps no checkpoint of ${kimg} kimg.`,
    `Checkpoints that are kept, in kimg: ${kept}.`,
  );
}

/** What a word of a command names: a model by id or name, a run by id, or `RUN@KIMG`. */
export async function findGenerator(client: StudioClient, given: string): Promise<GeneratorRef> {
  const [models, runs] = [await client.models.list(), await client.runs.list()];
  const model = models.find(({ id, name }) => id === given || name === given);
  if (model !== undefined) return { kind: 'model', id: model.id };
  const [name, kimg] = given.split('@');
  const run = runs.find(({ id }) => id === name);
  if (run !== undefined && kimg === undefined) return { kind: 'run', id: run.id };
  if (run !== undefined)
    return findCheckpoint(client, run.id, numberOption('checkpoint', kimg, { min: 0, max: 1e9 }) ?? 0);
  throw new StudioError('MODEL_NOT_FOUND', `There is no model or run "${given}".`, {
    next: `${listOf('Models', models)} ${listOf('Runs', runs)}`,
    subject: given,
  });
}

const listOf = (what: string, found: readonly { id: string }[]) =>
  `${what} of this library: ${found.map(({ id }) => id).join(', ') || 'none yet'}.`;
