import { type Format, fileOf, type ImportedModel, type ModelFiles, type OpenedModel } from './format.ts';
import { fromKeras } from './keras/from-keras.ts';
import { readH5, writeH5 } from './keras/h5-file.ts';
import { toKeras } from './keras/to-keras.ts';
import { runImported } from './open.ts';

const generatorFile = 'generator.h5';
const discriminatorFile = 'discriminator.h5';

/** Whole Keras models, one a file. */
export const kerasH5: Format = {
  sign: { pattern: /\.(h5|hdf5)$/i, file: generatorFile },

  async write({ generator, discriminator }) {
    const files = new Map([[generatorFile, await writeH5(toKeras('generator', generator))]]);
    if (discriminator !== undefined)
      files.set(discriminatorFile, await writeH5(toKeras('discriminator', discriminator)));
    return files;
  },

  read: (files) => readModel(fileOf(files, generatorFile)),
};

/** The discriminator beside a generator, to judge pictures with. */
export const openDiscriminator = async (files: ModelFiles): Promise<OpenedModel> =>
  runImported(await readModel(fileOf(files, discriminatorFile)));

async function readModel(file: Uint8Array): Promise<ImportedModel> {
  const { config, weightsOf } = await readH5(file);
  return fromKeras(config, weightsOf);
}
