import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inScratchFolder } from '../../../disk/scratch-folder.ts';
import { nativeBackend } from '../../engines/native-backend.ts';
import type { Tensor } from '../../engines/tf.ts';
import { savedModelTag } from '../../step-compiler/saved-model.ts';
import { type Format, fileOf, type OpenedModel } from './format.ts';
import { readSavedModel } from './saved-model/read-saved-model.ts';
import { openSavedModelHere } from './saved-model/run-saved-model.ts';
import { signatureName, tensorNames, writeSavedModel } from './saved-model/write-saved-model.ts';

const modelFile = 'saved_model.pb';

/** The folder that TensorFlow, and what is made for it, loads. */
export const savedModel: Format = {
  mainFile: modelFile,

  write: ({ generator }) =>
    new Map([
      [modelFile, writeSavedModel(generator)],
      [graphFile, new TextEncoder().encode(JSON.stringify(generator.graph))],
    ]),

  read: (files) => readSavedModel(fileOf(files, modelFile), fileOf(files, graphFile)),

  open: (files) => {
    const bytes = fileOf(files, modelFile);
    return nativeBackend() === undefined ? openSavedModelHere(bytes) : openNatively(bytes);
  },
};

/** The folder that TensorFlow leaves to others. */
const graphFile = 'assets.extra/faceloom-graph.json';

interface TfjsNode {
  node: {
    loadSavedModel(
      folder: string,
      tags: string[],
      signature: string,
    ): Promise<{ predict(inputs: Record<string, Tensor>): Record<string, Tensor>; dispose(): void }>;
  };
}

/** Loaded by TensorFlow itself, which reads folders only. */
async function openNatively(bytes: Uint8Array): Promise<OpenedModel> {
  const tfjsNode: TfjsNode = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu');
  const model = await inScratchFolder('faceloom-saved-model-', async (folder) => {
    await writeFile(join(folder, modelFile), bytes);
    return tfjsNode.node.loadSavedModel(folder, [savedModelTag], signatureName);
  });
  return {
    draw: (latents) => model.predict({ [tensorNames.input]: latents })[tensorNames.output],
    dispose: () => model.dispose(),
  };
}
