import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { GeneratorConfig } from '../contract/generator-config.ts';
import { decodeSafetensors } from './checkpoints/safetensors.ts';
import { assignArrays } from './checkpoints/tensor-arrays.ts';
import { drawBatch, drawBatchSize, drawInBatches, drawLatents } from './draw.ts';
import { type Tensor2D, tf } from './engines/tf.ts';
import { seededLatents } from './latents.ts';
import { architectureOf } from './networks/index.ts';
import type { Weights } from './networks/weights.ts';
import type { GenerateRequest, PixelBatch } from './protocol.ts';
import type { RecordedFunction } from './step-compiler/functions.ts';
import { nativeBackend } from './step-compiler/native-backend.ts';
import { compileProgram } from './step-compiler/program.ts';

/** Draws latents [n, latentSize]. */
export type Draw = (latents: Float32Array) => PixelBatch;

/** Loads a generator and returns the function that draws latents of a seed with it. */
export async function loadSampler(
  config: GeneratorConfig,
  generatorFile: string,
): Promise<(request: z.infer<typeof GenerateRequest>) => PixelBatch> {
  const draw = await loadGenerator(config, generatorFile);
  return ({ seed, start, count }) => draw(seededLatents(seed, start, count, config.latentSize));
}

/** Loads a generator, as a graph where the engine can. */
export async function loadGenerator(config: GeneratorConfig, generatorFile: string): Promise<Draw> {
  const weights = architectureOf(config).createGenerator(config);
  assignArrays(weights, decodeSafetensors(readFileSync(generatorFile), generatorFile));
  return nativeBackend() === undefined
    ? (latents) => drawLatents(config, weights, latents)
    : compileDraw(config, weights);
}

async function compileDraw(config: GeneratorConfig, weights: Weights): Promise<Draw> {
  // Graphs have fixed shapes: one for single faces, one for a few, one for many.
  const many = drawBatchSize(config);
  const sizes = [1, 8, many].filter((size) => size <= many);
  const functions: Record<string, RecordedFunction> = {};
  for (const size of sizes) {
    functions[`draw-${size}`] = {
      inputs: { latents: tf.zeros([size, config.latentSize]) },
      run: ({ latents }) => drawBatch(config, weights, latents as Tensor2D),
    };
  }
  const program = await compileProgram(weights, functions);
  tf.dispose(Object.values(functions).map(({ inputs }) => ({ ...inputs })));
  return (latents) => {
    const count = latents.length / config.latentSize;
    const size = sizes.find((each) => each >= count) ?? many;
    return drawInBatches(config, latents, (z) => program.run(`draw-${size}`, { latents: z }), { size });
  };
}
