import { UnusableModelError } from '../graphs/unusable-model.ts';
import type { Format } from './format.ts';
import { fromKeras } from './keras/from-keras.ts';
import { readH5, writeH5 } from './keras/h5-file.ts';
import { toKeras } from './keras/to-keras.ts';

/** Whole Keras models, one a file. */
export const kerasH5: Format = {
  async write({ generator, discriminator }) {
    const files = new Map([['generator.h5', await writeH5(toKeras('generator', generator))]]);
    if (discriminator !== undefined)
      files.set('discriminator.h5', await writeH5(toKeras('discriminator', discriminator)));
    return files;
  },

  async read(files) {
    const [name] = [...files.keys()].filter(
      (each) => /\.(h5|hdf5|keras)$/i.test(each) && !/discriminator/i.test(each),
    );
    const file = files.get(name ?? '');
    if (file === undefined) throw new UnusableModelError('There is no .h5 file.');
    const { config, weightsOf } = await readH5(file);
    return fromKeras(config, weightsOf);
  },
};
