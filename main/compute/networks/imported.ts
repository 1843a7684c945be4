import type { GeneratorConfig } from '../../contract/models/generator-config.ts';
import { graphInput } from '../../contract/models/network-graph.ts';
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

  /** Those that the latent reaches as it is, but for its length. */
  latentKernels(config) {
    const reached = new Set([graphInput]);
    const kernels: string[] = [];
    for (const { op, name, inputs } of graphOf(config).graph.nodes) {
      if (!reached.has(inputs[0])) continue;
      if (op === 'normalise') reached.add(name);
      if (op === 'dense') kernels.push(`${name}.kernel`);
    }
    return [kernels];
  },

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
