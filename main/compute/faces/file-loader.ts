import { readFileSync } from 'node:fs';
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
    return first.startsWith('file://')
      ? { load: async () => readGraphModel(fileURLToPath(first)) }
      : (null as never);
  });
}

/** How TensorFlow.js keeps weights: groups of files, and which tensors lie in them one after the other. */
export const WeightsManifest = z.array(
  z.object({ paths: z.array(z.string()), weights: z.array(z.looseObject({})) }),
);

type WeightSpec = Parameters<typeof tf.io.decodeWeights>[1][number];

/** The weights of a manifest, whose files lie beside the one that it was read from. */
export function readWeights(
  manifestFile: string,
  manifest: z.infer<typeof WeightsManifest>,
): { weightSpecs: WeightSpec[]; weightData: ArrayBuffer } {
  const paths = manifest.flatMap((group) => group.paths);
  const weights = Buffer.concat(paths.map((path) => readFileSync(join(dirname(manifestFile), path))));
  return {
    weightSpecs: manifest.flatMap((group) => group.weights) as never,
    weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength),
  };
}

const GraphModelFile = z.object({
  format: z.string().optional(),
  modelTopology: z.looseObject({}),
  weightsManifest: WeightsManifest,
  signature: z.looseObject({}).optional(),
});

/** Two loaders for one address are an error. */
let isRegistered = false;

/** A graph model with its weights, as TensorFlow.js keeps it. */
export function readGraphModel(file: string) {
  const { modelTopology, weightsManifest, signature } = GraphModelFile.parse(
    JSON.parse(readFileSync(file, 'utf8')),
  );
  return {
    modelTopology,
    ...(signature === undefined ? {} : { signature }),
    ...readWeights(file, weightsManifest),
  };
}
