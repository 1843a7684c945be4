import { z } from 'zod';
import { Channels } from '../pictures.ts';
import { RunConfig } from '../runs/run-config.ts';
import { graphLimits, NetworkGraph, WeightShapes } from './network-graph.ts';

/**
 * What a generator's function needs besides its weights; every RunConfig is one. A model that comes from elsewhere has no
 * architecture of ours: it brings its graph.
 */
export const GeneratorConfig = z.object({
  architecture: z.enum([...RunConfig.shape.architecture.options, 'imported']),
  resolution: z.int().min(1).max(graphLimits.side),
  channels: Channels,
  latentSize: z.int().min(1).max(graphLimits.latentSize),
  generatorWidths: z.array(z.int().min(1).max(graphLimits.channels)).max(16).default([]),
  skipExcitation: z.boolean().default(false),
  seed: RunConfig.shape.seed.default(0),
  /** With the architecture `imported`. */
  imported: z.object({ graph: NetworkGraph, weightShapes: WeightShapes }).optional(),
});
export type GeneratorConfig = z.infer<typeof GeneratorConfig>;
