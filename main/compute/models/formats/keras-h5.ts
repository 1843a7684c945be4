import { type Format, fileOf, type ModelFiles, type OpenedModel } from './format.ts';
import { fromKeras } from './keras/from-keras.ts';
import { readH5, writeH5 } from './keras/h5-file.ts';
import { archiveFiles, isZip, readArchive, unpackArchive } from './keras/keras-archive.ts';
import type { KerasModelFile } from './keras/stored-weights.ts';
import { toKeras } from './keras/to-keras.ts';
import { runImported } from './open.ts';

const generatorFile = 'generator.h5';

/** Whole Keras models, one a file; those of the newer `.keras` kind are read as well. */
export const kerasH5: Format = {
  mainFile: generatorFile,

  async write({ generator, discriminator }) {
    const files = new Map([[generatorFile, await writeH5(toKeras('generator', generator))]]);
    if (discriminator !== undefined)
      files.set(discriminatorFile, await writeH5(toKeras('discriminator', discriminator)));
    return files;
  },

  async read(files) {
    const file = fileOf(files, generatorFile);
    if (isZip(file)) return read(await readArchive(await unpackArchive(file)));
    // A `.keras` file that was unpacked.
    if (files.has(archiveFiles.config))
      return read(await readArchive(new Map([...files, [archiveFiles.weights, file]])));
    return read(await readH5(file));
  },
};

const discriminatorFile = 'discriminator.h5';

/** The discriminator beside a generator, to judge pictures with. */
export const openDiscriminator = async (files: ModelFiles): Promise<OpenedModel> =>
  runImported(read(await readH5(fileOf(files, discriminatorFile))));

const read = ({ config, weightsOf, kerasMajor }: KerasModelFile) =>
  fromKeras(config, weightsOf, { kerasMajor, isTfjs: false });
