import { join } from 'node:path';
import type { Provenance } from '../../contract/datasets/provenance.ts';
import type { GeneratorRef } from '../../contract/generators.ts';
import type { DatasetId, ModelId, RunId } from '../../contract/ids.ts';
import type { GeneratorConfig } from '../../contract/models/generator-config.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { Run } from '../../contract/runs/runs.ts';
import { type CheckpointState, generatorFile, trainingFile } from '../../protocol/checkpoint-files.ts';
import type { StoredModel } from './stored-model.ts';

/** A generator on disk. */
export interface GeneratorFile {
  /** A run's `checkpoint` is there: whichever was the newest. */
  from: GeneratorRef;
  name: string;
  file: string;
  /** SHA-256 of the file. */
  hash: string;
  config: GeneratorConfig;
  /** How it was trained; absent for an imported one. */
  training: RunConfig | undefined;
  nimg: number;
  /** What it learned from; the dataset may have changed or gone since. */
  datasetName: string;
  datasetId?: DatasetId;
  provenance?: Provenance;
  /** That of the same checkpoint, in its training file. A model keeps none: it is there while its run has the checkpoint. */
  discriminator?: { trainingFile: string; config: RunConfig };
}

/** What it takes to draw. */
export type GeneratorToDraw = Pick<GeneratorFile, 'file' | 'config'>;

/** Where generators are found: the models and the runs of a library. */
export interface GeneratorPlaces {
  modelOf(id: ModelId): StoredModel;
  runOf(id: RunId): Run;
  checkpoints: {
    /** A checkpoint that can draw, by default the newest; throws when there is none. */
    toDraw(id: RunId, name?: string): Promise<FoundCheckpoint>;
    /** The checkpoint whose generator has these bytes. */
    withGenerator(id: RunId, hash: string): Promise<FoundCheckpoint | undefined>;
  };
}

/** A checkpoint and the folder that it lies in. */
type FoundCheckpoint = Pick<CheckpointState, 'files' | 'config' | 'nimg'> & {
  name: string;
  dir: string;
};

/** Finds the generator of a model, or of a run's checkpoint. */
export async function findGenerator(
  ref: GeneratorRef,
  { modelOf, runOf, checkpoints }: GeneratorPlaces,
): Promise<GeneratorFile> {
  if (ref.kind === 'model') {
    const { model, config, training, file } = modelOf(ref.id);
    const { name, nimg, datasetName, provenance, runId, hash } = model;
    const checkpoint = runId && (await checkpoints.withGenerator(runId, hash));
    return {
      from: ref,
      name,
      file,
      hash: model.hash,
      config,
      training,
      nimg,
      datasetName,
      ...(provenance === undefined ? {} : { provenance }),
      ...(checkpoint === undefined || training === undefined
        ? {}
        : { discriminator: { trainingFile: join(checkpoint.dir, trainingFile), config: training } }),
    };
  }
  const { name, datasetName, datasetId, provenance } = runOf(ref.id);
  const { name: checkpoint, dir, files, config, nimg } = await checkpoints.toDraw(ref.id, ref.checkpoint);
  return {
    from: { ...ref, checkpoint },
    name,
    file: join(dir, generatorFile),
    hash: files[generatorFile],
    config,
    training: config,
    nimg,
    datasetName,
    datasetId,
    ...(provenance === undefined ? {} : { provenance }),
    discriminator: { trainingFile: join(dir, trainingFile), config },
  };
}
