import type { z } from 'zod';
import type { GeneratorConfig } from '../../contract/models/generator-config.ts';
import type { GenerateRequest } from '../../protocol/draw.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';
import { seededLatents } from '../../protocol/seeded-latents.ts';
import { nativeBackend } from '../engines/native-backend.ts';
import { type Tensor, type Tensor2D, tf } from '../engines/tf.ts';
import type { Weights } from '../networks/weights.ts';
import type { RecordedFunction } from '../step-compiler/functions.ts';
import { compileProgram } from '../step-compiler/program.ts';
import {
  drawBatch,
  drawBatchSize,
  drawInBatches,
  drawLatents,
  drawStyledBatch,
  loadWeights,
  styledRowSize,
} from './draw.ts';

/** Draws rows of numbers, row-major. */
export type Draw = (rows: Float32Array) => PixelBatch;

export interface FaceDrawer {
  generate(request: z.infer<typeof GenerateRequest>): Promise<PixelBatch>;
  /** Mapped latents, one for every stage. */
  draw(rows: Float32Array): Promise<PixelBatch>;
}

/** Loads a generator and returns what draws latents of a seed, or given ones, with it. */
export function loadFaceDrawer(config: GeneratorConfig, generatorFile: string): FaceDrawer {
  const weights = loadWeights(config, generatorFile);
  // Graphs take seconds to make, and most drawers are asked for one way of drawing only.
  let plain: Promise<Draw> | undefined;
  let styled: Promise<Draw> | undefined;
  return {
    async generate({ seed, start, count }) {
      plain ??= drawer(config, weights);
      return (await plain)(seededLatents(seed, start, count, config.latentSize));
    },
    async draw(rows) {
      styled ??= styledDrawer(config, weights);
      return (await styled)(rows);
    },
  };
}

/** Loads a generator that draws latents [n, latentSize], as a graph where the engine can. */
export const loadGenerator = (config: GeneratorConfig, generatorFile: string): Promise<Draw> =>
  drawer(config, loadWeights(config, generatorFile));

async function drawer(config: GeneratorConfig, weights: Weights): Promise<Draw> {
  if (nativeBackend() === undefined) return (latents) => drawLatents(config, weights, latents);
  // One for single faces, one for a few, one for many.
  const sizes = [1, 8, drawBatchSize(config)];
  return compileDraw(config, weights, { draw: drawBatch, rowSize: config.latentSize, sizes });
}

async function styledDrawer(config: GeneratorConfig, weights: Weights): Promise<Draw> {
  const rowSize = styledRowSize(config);
  if (nativeBackend() === undefined) {
    return (rows) =>
      drawInBatches(config, rows, (batch) => drawStyledBatch(config, weights, batch), {
        padded: false,
        rowSize,
      });
  }
  // One that follows a hand, one for a face among its eight neighbours, one for frames.
  return compileDraw(config, weights, { draw: drawStyledBatch, rowSize, sizes: [1, 9, 32] });
}

interface DrawFunction {
  draw(config: GeneratorConfig, weights: Weights, rows: Tensor2D): Tensor;
  rowSize: number;
  /** Graphs have fixed shapes: numbers of pictures to make one for, the largest last. */
  sizes: number[];
}

async function compileDraw(
  config: GeneratorConfig,
  weights: Weights,
  { draw, rowSize, sizes }: DrawFunction,
): Promise<Draw> {
  const most = drawBatchSize(config);
  const allowedSizes = sizes.filter((size) => size <= most);
  const functions: Record<string, RecordedFunction> = {};
  for (const size of allowedSizes) {
    functions[`draw-${size}`] = {
      inputs: { rows: tf.zeros([size, rowSize]) },
      run: ({ rows }) => draw(config, weights, rows as Tensor2D),
    };
  }
  const program = await compileProgram(weights, functions);
  tf.dispose(Object.values(functions).map(({ inputs }) => ({ ...inputs })));
  return (rows) => {
    const count = rows.length / rowSize;
    const size = allowedSizes.find((each) => each >= count) ?? allowedSizes[allowedSizes.length - 1];
    return drawInBatches(config, rows, (batch) => program.run(`draw-${size}`, { rows: batch }), {
      size,
      rowSize,
    });
  };
}
