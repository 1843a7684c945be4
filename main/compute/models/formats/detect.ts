import { formatCatalogue, type ModelFormat } from '../../../contract/models/model-files.ts';
import { UnusableModelError } from '../../files/unusable-file.ts';
import type { ModelFiles } from './format.ts';
import { formats } from './index.ts';

/**
 * Tells a model's format by its files' names; gives them the names that the format wants, from the folder that it is in. `kind`
 * is what people call it.
 */
export function detectFormat(files: ModelFiles): { format: ModelFormat; kind: string; model: ModelFiles } {
  const names = [...files.keys()].filter((name) => !/discriminator/i.test(name));
  for (const format of Object.keys(formats) as ModelFormat[]) {
    const found = names.filter((name) => formatCatalogue[format].sign.test(name));
    if (found.length > 1)
      throw new UnusableModelError(`There are several models: ${found.slice(0, 3).join(', ')}.`);
    const [name] = found;
    if (name === undefined) continue;
    const folder = name.slice(0, name.lastIndexOf('/') + 1);
    const beside = [...files]
      .filter(([each]) => each.startsWith(folder) && each !== name)
      .map(([each, bytes]) => [each.slice(folder.length), bytes] as const);
    const kind = /\.keras$/i.test(name) ? 'keras' : format;
    return {
      format,
      kind,
      model: new Map([...beside, [formats[format].mainFile, files.get(name) ?? new Uint8Array()]]),
    };
  }
  throw new UnusableModelError('None of the files is of a kind of model that is known.');
}
