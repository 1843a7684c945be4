import { join } from 'node:path';
import { trainingFile } from '../compute/checkpoints/format.ts';
import type { Provenance } from '../contract/diagnosis.ts';
import type { GeneratorRef } from '../contract/faces.ts';
import type { DatasetId } from '../contract/ids.ts';
import type { RunConfig } from '../contract/run-config.ts';
import type { Models } from './models/models.ts';
import type { Runs } from './runs/runs.ts';

/** A generator on disk. */
export interface GeneratorFile {
  /** A run's `checkpoint` is there: whichever was the newest. */
  from: GeneratorRef;
  name: string;
  file: string;
  /** SHA-256 of the file. */
  hash: string;
  config: RunConfig;
  nimg: number;
  /** What it learned from; the dataset may have changed or gone since. */
  datasetName: string;
  datasetId?: DatasetId;
  provenance?: Provenance;
  /** File with the discriminator of the same checkpoint; models keep none. */
  trainingFile?: string;
}

/** What it takes to draw. */
export type Drawable = Pick<GeneratorFile, 'file' | 'config'>;

/** Finds the generator of a model, or of a run's checkpoint. */
export async function findGenerator(ref: GeneratorRef, models: Models, runs: Runs): Promise<GeneratorFile> {
  if (ref.kind === 'model') {
    const { model, config, file } = models.generator(ref.id);
    const { name, nimg, datasetName, provenance } = model;
    return {
      from: ref,
      name,
      file,
      hash: model.hash,
      config,
      nimg,
      datasetName,
      ...(provenance === undefined ? {} : { provenance }),
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
    nimg,
    datasetName,
    datasetId,
    ...(provenance === undefined ? {} : { provenance }),
    trainingFile: join(dir, trainingFile),
  };
}

/** File that holds the weights, in checkpoints and in models. */
export const generatorFileName = 'generator.safetensors';
