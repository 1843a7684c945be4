import type { GeneratorConfig } from '../../contract/generator-config.ts';
import { type Tensor4D, tf } from '../engines/tf.ts';
import { runGraph } from '../graphs/run-graph.ts';
import type { Architecture } from './network.ts';

/** A generator from elsewhere, which brings its own graph. It draws; it is never trained. */
export const imported: Architecture = {
  createGenerator: (config) =>
    new Map(
      Object.entries(graphOf(config).weightShapes).map(([name, shape]) => [
        name,
        tf.variable(tf.zeros(shape)),
      ]),
    ),

  generate: (config, weights, latents) => runGraph(graphOf(config).graph, weights, latents) as Tensor4D,

  createDiscriminator: () => {
    throw new Error('an imported model is a generator alone');
  },

  discriminate: () => {
    throw new Error('an imported model is a generator alone');
  },
};

function graphOf({ imported: found }: GeneratorConfig): NonNullable<GeneratorConfig['imported']> {
  if (found === undefined) throw new Error('the config of an imported model has no graph');
  return found;
}
