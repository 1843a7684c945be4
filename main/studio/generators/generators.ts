import { join } from 'node:path';
import type { Provenance } from '../../contract/datasets/diagnosis.ts';
import type { GeneratorRef } from '../../contract/faces/faces.ts';
import type { GeneratorConfig } from '../../contract/generator-config.ts';
import type { DatasetId } from '../../contract/ids.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { trainingFile } from '../../protocol/checkpoint-files.ts';
import type { Models } from '../models/models.ts';
import type { Runs } from '../runs/runs.ts';

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
export type Drawable = Pick<GeneratorFile, 'file' | 'config'>;

/** Finds the generator of a model, or of a run's checkpoint. */
export async function findGenerator(ref: GeneratorRef, models: Models, runs: Runs): Promise<GeneratorFile> {
  if (ref.kind === 'model') {
    const { model, config, training, file } = models.generator(ref.id);
    const { name, nimg, datasetName, provenance, runId, hash } = model;
    const checkpoint = runId && (await runs.checkpoints.withGenerator(runId, hash));
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
  const { name, datasetName, datasetId, provenance } = runs.get(ref.id);
  const {
    name: checkpoint,
    dir,
    files,
    config,
    nimg,
  } = await runs.checkpoints.drawable(ref.id, ref.checkpoint);
  return {
    from: { ...ref, checkpoint },
    name,
    file: join(dir, generatorFileName),
    hash: files[generatorFileName],
    config,
    training: config,
    nimg,
    datasetName,
    datasetId,
    ...(provenance === undefined ? {} : { provenance }),
    discriminator: { trainingFile: join(dir, trainingFile), config },
  };
}

/** File that holds the weights, in checkpoints and in models. */
export const generatorFileName = 'generator.safetensors';
