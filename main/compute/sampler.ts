import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { RunConfig } from '../contract/run-config.ts';
import { decodeSafetensors } from './checkpoints/safetensors.ts';
import { assignArrays } from './checkpoints/tensor-arrays.ts';
import { drawLatents } from './draw.ts';
import { seededLatents } from './latents.ts';
import { architectureOf } from './networks/index.ts';
import type { GenerateRequest, PixelBatch } from './protocol.ts';

/** Loads a generator and returns the function that draws latents of a seed with it. */
export function loadSampler(
  config: RunConfig,
  generatorFile: string,
): (request: z.infer<typeof GenerateRequest>) => PixelBatch {
  const weights = architectureOf(config).createGenerator(config);
  assignArrays(weights, decodeSafetensors(readFileSync(generatorFile), generatorFile));
  return ({ seed, start, count }) =>
    drawLatents(config, weights, seededLatents(seed, start, count, config.latentSize));
}
