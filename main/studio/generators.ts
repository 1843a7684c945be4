import { join } from 'node:path';
import type { GeneratorRef } from '../contract/faces.ts';
import type { RunConfig } from '../contract/run-config.ts';
import type { Models } from './models/models.ts';
import type { Runs } from './runs/runs.ts';

/** A generator on disk. */
export interface GeneratorFile {
  name: string;
  file: string;
  config: RunConfig;
  nimg: number;
}

/** Finds the generator of a model, or of a run's newest checkpoint. */
export async function findGenerator(ref: GeneratorRef, models: Models, runs: Runs): Promise<GeneratorFile> {
  if (ref.kind === 'model') {
    const { model, config, file } = models.generator(ref.id);
    return { name: model.name, file, config, nimg: model.nimg };
  }
  const run = runs.get(ref.id);
  const { dir, config, nimg } = await runs.checkpoints.drawable(ref.id);
  return { name: run.name, file: join(dir, generatorFileName), config, nimg };
}

/** File that holds the weights, in checkpoints and in models. */
export const generatorFileName = 'generator.safetensors';
