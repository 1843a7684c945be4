import { readFileSync, statSync } from 'node:fs';
import { StudioError } from '../../contract/errors.ts';
import type { GeneratorConfig } from '../../contract/models/generator-config.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import type { ImportTask } from '../../protocol/models.ts';
import { seededLatents } from '../../protocol/seeded-latents.ts';
import { drawLatents } from '../drawing/draw.ts';
import { nodeDisk } from '../files/disk.ts';
import { encodeSafetensors, type NamedArray } from '../files/safetensors.ts';
import { UnusableModelError } from '../files/unusable-file.ts';
import { architectureOf } from '../networks/index.ts';
import { assignArrays } from '../networks/tensor-arrays.ts';
import { disposeWeights } from '../networks/weights.ts';
import { detectFormat } from './formats/detect.ts';
import type { ImportedModel, ModelFiles } from './formats/format.ts';
import { formats } from './formats/index.ts';
import { weightLimits } from './formats/limits.ts';
import { toGenerator } from './to-generator.ts';

/** Reads a generator from files, draws with it once, and writes its weights as those of any model. */
export async function importModel(
  { files, generatorFile }: ImportTask,
  send: (message: FromCompute) => void,
): Promise<Extract<FromCompute, { type: 'imported' }>> {
  const begin = (done: number, note: string) =>
    send({ type: 'working', done, total: 3, unit: 'stages', note });
  try {
    begin(0, 'Reading the files');
    const read = readAll(files);
    const notes: string[] = [];
    const model = await readModel(read, notes);
    begin(1, 'Drawing a face');
    const { config, weights } = toGenerator(model, notes);
    proveThatItDraws(config, weights);
    begin(2, 'Keeping the model');
    nodeDisk.write(generatorFile, encodeSafetensors(weights));
    nodeDisk.syncFile(generatorFile);
    return { type: 'imported', config, notes };
  } catch (error) {
    if (!(error instanceof UnusableModelError)) throw error;
    throw new StudioError(
      'MODEL_UNUSABLE',
      error.message,
      {
        next:
          error.next ??
          'Choose a generator: an export of Faceloom, a TensorFlow.js layers model, or a .keras or .h5 file of Keras.',
        subject: files[0].name,
      },
      { cause: error },
    );
  }
}

function readAll(files: ImportTask['files']): ModelFiles {
  let total = 0;
  for (const { name, path } of files) {
    total += statSync(path).size;
    if (total > weightLimits.fileBytes)
      throw new UnusableModelError(
        `With "${name}" the files are larger than ${weightLimits.fileBytes / 2 ** 20} MB.`,
      );
  }
  return new Map(files.map(({ name, path }) => [name, readFileSync(path)]));
}

async function readModel(files: ModelFiles, notes: string[]): Promise<ImportedModel> {
  const { format, kind, model } = detectFormat(files);
  notes.push(`Read as ${kind}.`);
  return formats[format].read(model);
}

/** One face, by the same way that all faces of the model will be drawn. */
function proveThatItDraws(config: GeneratorConfig, weights: ReadonlyMap<string, NamedArray>): void {
  const variables = architectureOf(config).createGenerator(config);
  try {
    assignArrays(variables, weights);
    const { data } = drawLatents(config, variables, seededLatents(42, 0, 2, config.latentSize));
    if (data.every((value) => value === data[0]))
      throw new UnusableModelError('It draws the same grey for every pixel, so its weights are damaged.');
  } catch (error) {
    if (error instanceof StudioError) throw new UnusableModelError(error.message, { cause: error });
    throw error;
  } finally {
    disposeWeights(variables);
  }
}
