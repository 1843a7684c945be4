import { type Tensor, type Tensor2D, tf } from '../../engines/tf.ts';
import { runGraph } from '../../graphs/run-graph.ts';
import { graphShapes } from '../../graphs/shapes.ts';
import { architectureOf } from '../../networks/index.ts';
import type { Format, ImportedModel, ModelFiles, OpenedModel } from './format.ts';

/** Loads files to draw with: as the programs do that they are for, where that is possible here. */
export const openModel = async (format: Format, files: ModelFiles): Promise<OpenedModel> =>
  format.open === undefined ? runImported(await format.read(files)) : format.open(files);

/** Draws with what an import would keep. */
export function runImported(model: ImportedModel): OpenedModel {
  const weights = new Map<string, Tensor>(
    [...model.weights].map(([name, { values, shape }]) => [name, tf.tensor(values, [...shape])]),
  );
  const dispose = () => tf.dispose([...weights.values()]);
  if ('graph' in model) {
    graphShapes(model);
    return { draw: (latents) => tf.tidy(() => runGraph(model.graph, weights, latents)), dispose };
  }
  const { config } = model;
  const { generate } = architectureOf(config);
  return { draw: (latents) => tf.tidy(() => generate(config, weights, latents as Tensor2D)), dispose };
}
