import { client } from '../client/studio.ts';
import { importPaths } from '../screens/datasets/import-actions.ts';
import { navigate } from '../view-state.ts';

/** Opened files by what is made of them. */
export function sortPaths(paths: readonly string[]): { models: string[]; pictures: string[] } {
  const isModel = (path: string) => modelEndings.test(path);
  return { models: paths.filter(isModel), pictures: paths.filter((path) => !isModel(path)) };
}

/** Endings of files that are models and nothing else; pictures, archives and folders become a dataset. */
const modelEndings = /\.(?:h5|hdf5|html|json|keras|onnx|pb|safetensors)$/i;

/** Imports what was opened with the program: models as models, all else together as one dataset. */
export async function openPaths(paths: readonly string[]): Promise<void> {
  const { models, pictures } = sortPaths(paths);
  if (models.length > 0) navigate({ screen: 'models' });
  for (const path of models) await client.models.import({ path });
  await importPaths(pictures);
}
