import { pathToFileURL } from 'node:url';
import type { EngineId } from '../../../contract/engines.ts';
import { type Tensor, tf } from '../../engines/tf.ts';
import { registerFileLoader } from '../../faces/file-loader.ts';
import { faceNetworkFile } from '../../faces/network-package.ts';
import { type Embedding, embedInBatches, lengthenRows, unitRows } from './embedding.ts';

/**
 * The face description network of `@vladmandic/human`, on the whole picture: dataset faces are crops already. On example
 * faces it puts two pictures of one person closer than two strangers in 95 % of cases, also from 32 pixels. About 0.6
 * billion products a picture.
 */
export async function loadFaceNetwork(engine: EngineId): Promise<Embedding> {
  const file = faceNetworkFile();
  if (engine !== 'tensorflow') registerFileLoader();
  const model = await tf.loadGraphModel(pathToFileURL(file).href);
  return {
    id: 'face',
    embed: (pictures, onProgress) =>
      embedInBatches(
        pictures,
        side,
        size,
        (batch) => unitRows(model.execute(batch, output) as Tensor),
        onProgress,
      ),
    fitTo: () => lengthenRows,
    dispose: () => model.dispose(),
  };
}

const side = 224;
const size = 1024;
/** The layer that the face finder's embeddings are taken from. */
const output = 'global_pooling/Mean';
