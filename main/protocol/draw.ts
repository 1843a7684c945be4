import { z } from 'zod';
import { GeneratorConfig } from '../contract/models/generator-config.ts';
import { EngineOptions } from './engine.ts';
import { PixelBatch } from './pixels.ts';

/** Loads a generator and then answers `generate` and `draw` messages until it is told to stop. */
export const DrawTask = EngineOptions.extend({
  type: z.literal('sample'),
  /** A safetensors file that holds the (averaged) generator, and its config. */
  generatorFile: z.string(),
  config: GeneratorConfig,
});
export type DrawTask = z.infer<typeof DrawTask>;

/** Draws latents `start … start+count−1` of a seed; answered by `generated` with the same requestId. */
export const GenerateRequest = z.object({
  type: z.literal('generate'),
  requestId: z.int(),
  seed: z.int().min(0).max(0xffff_ffff),
  start: z.int().min(0).default(0),
  count: z.int().min(1).max(400),
});

/** Draws pictures from mapped latents, one for every stage (contract/latents/space.ts); answered by `generated`. */
export const DrawRequest = z.object({
  type: z.literal('draw'),
  requestId: z.int(),
  /** Row-major [n, stages × latentSize]. */
  rows: z.instanceof(Float32Array),
});

/** Answers both. */
export const Generated = z.object({ type: z.literal('generated'), requestId: z.int(), pixels: PixelBatch });
