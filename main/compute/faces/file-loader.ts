import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { tf } from '../engines/tf.ts';

/** Lets TensorFlow.js load `file://` models without tfjs-node, which brings its own loader. */
export function registerFileLoader(): void {
  if (isRegistered) return;
  isRegistered = true;
  tf.io.registerLoadRouter((url) => {
    const first = Array.isArray(url) ? url[0] : url;
    return first.startsWith('file://') ? { load: () => load(fileURLToPath(first)) } : (null as never);
  });
}

const GraphModelFile = z.object({
  format: z.string().optional(),
  modelTopology: z.looseObject({}),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(z.looseObject({})) })),
  signature: z.looseObject({}).optional(),
});

/** Two loaders for one address are an error. */
let isRegistered = false;

async function load(file: string) {
  const { modelTopology, weightsManifest, signature } = GraphModelFile.parse(
    JSON.parse(await readFile(file, 'utf8')),
  );
  const parts = await Promise.all(
    weightsManifest.flatMap(({ paths }) => paths).map((path) => readFile(join(dirname(file), path))),
  );
  const weights = Buffer.concat(parts);
  return {
    modelTopology,
    ...(signature === undefined ? {} : { signature }),
    weightSpecs: weightsManifest.flatMap((group) => group.weights) as never,
    weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength),
  };
}
