import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import type { GeneratorRef } from '../../../contract/generators.ts';
import type { ModelId, RunId } from '../../../contract/ids.ts';
import type { Model } from '../../../contract/models/models.ts';
import type { RunConfig, StartedFrom } from '../../../contract/runs/run-config.ts';
import type { Run } from '../../../contract/runs/runs.ts';
import { writeFileAtomic } from '../../../disk/atomic-file.ts';
import { syncFolder } from '../../../disk/sync-folder.ts';
import { type CheckpointState, generatorFile, trainingFile } from '../../../protocol/checkpoint-files.ts';
import { sha256 } from '../../../protocol/sha256.ts';
import type { StoredModel } from '../../generators/stored-model.ts';
import type { LibraryPaths } from '../../library/paths.ts';
import {
  type CheckpointSummary,
  listCheckpoints,
  newestWhole,
  wholeCheckpoint,
} from '../checkpoints/checkpoint-folder.ts';

/** Weights that a new run can begin with. */
export interface StartingPoint {
  /** Config of the run that they are from. */
  source: RunConfig;
  startedFrom: StartedFrom;
  files: { name: string; path: string; hash: string }[];
}

export interface StartingPlaces {
  paths: LibraryPaths;
  modelOf(id: ModelId): Pick<StoredModel, 'model' | 'training' | 'file'>;
  runOf(id: RunId): Run;
  /** True while the run is in the library. */
  hasRun(id: RunId): boolean;
}

/**
 * The weights of a model, with the discriminator of its run where that still has a checkpoint (of the same moment, or else
 * its newest), or those of a run's checkpoint.
 */
export async function findStartingPoint(places: StartingPlaces, from: GeneratorRef): Promise<StartingPoint> {
  const { paths } = places;
  if (from.kind === 'run') {
    const run = places.runOf(from.id);
    const checkpoint =
      from.checkpoint === undefined
        ? (await newestWhole(paths, from.id)).checkpoint
        : await wholeCheckpoint(paths, from.id, from.checkpoint);
    if (checkpoint === undefined) {
      throw new StudioError('CHECKPOINT_MISSING', `"${run.name}" has no checkpoint to start from.`, {
        next: 'Let it train a little first, or start from another one.',
        subject: from.id,
      });
    }
    const { config, nimg, files } = checkpoint;
    return {
      source: config,
      startedFrom: describe('run', run, { config, nimg, hash: files[generatorFile] }, true),
      files: [fileOf(checkpoint, generatorFile), fileOf(checkpoint, trainingFile)],
    };
  }
  const { model, training: config, file } = places.modelOf(from.id);
  if (config === undefined) {
    throw new StudioError(
      'INVALID_INPUT',
      `“${model.name}” was imported: it draws, but cannot be trained further.`,
      {
        next: 'Start from a model or a run of this library.',
        subject: model.id,
      },
    );
  }
  const judge = await judgeOf(places, model);
  return {
    source: config,
    startedFrom: describe(
      'model',
      model,
      { config, nimg: model.nimg, hash: model.hash },
      judge !== undefined,
    ),
    files: [
      { name: generatorFile, path: file, hash: model.hash },
      ...(judge === undefined ? [] : [fileOf(judge, trainingFile)]),
    ],
  };
}

/** Copies the weights into a new run's folder, so that it can begin later, whatever becomes of where they are from. */
export async function copyStart(paths: LibraryPaths, id: RunId, { files }: StartingPoint): Promise<void> {
  await mkdir(paths.startDir(id), { recursive: true });
  for (const { name, path, hash } of files) {
    const bytes = await readFile(path);
    if (sha256(bytes) !== hash) {
      throw new StudioError('CHECKPOINT_DAMAGED', `The file ${name} has changed since it was saved.`, {
        next: 'Start from another model or checkpoint.',
        subject: path,
      });
    }
    await writeFileAtomic(join(paths.startDir(id), name), bytes);
  }
  await syncFolder(paths.runDir(id));
}

/** Once a run has a checkpoint of its own, it needs its start no more. */
export const forgetStart = (paths: LibraryPaths, id: RunId): Promise<void> =>
  rm(paths.startDir(id), { recursive: true, force: true });

async function judgeOf(
  { paths, hasRun }: StartingPlaces,
  { runId, nimg }: Model,
): Promise<CheckpointSummary | undefined> {
  if (runId === undefined || !hasRun(runId)) return undefined;
  const sameMoment = (await listCheckpoints(paths, runId)).find((each) => each.nimg === nimg);
  return sameMoment ?? (await newestWhole(paths, runId, [trainingFile])).checkpoint;
}

const fileOf = (
  { dir, files }: Pick<CheckpointSummary, 'dir'> & Pick<CheckpointState, 'files'>,
  name: string,
) => ({
  name,
  path: join(dir, name),
  hash: files[name],
});

const describe = (
  kind: StartedFrom['kind'],
  { id, name }: Pick<Run | Model, 'id' | 'name'>,
  { config, nimg, hash }: { config: RunConfig; nimg: number; hash: string },
  hasDiscriminator: boolean,
): StartedFrom => ({ kind, id, name, nimg, resolution: config.resolution, hash, hasDiscriminator });
