import { z } from 'zod';
import { DirectionMethod } from '../contract/latents/directions.ts';
import { Residual } from '../contract/latents/kept-latents.ts';
import { GeneratorConfig } from '../contract/models/generator-config.ts';
import { EngineOptions } from './engine.ts';
import { PixelBatch } from './pixels.ts';

/** Finds directions of a generator's latents, and exits. */
export const DirectionsTask = EngineOptions.extend({
  type: z.literal('directions'),
  generatorFile: z.string(),
  config: GeneratorConfig,
  method: DirectionMethod,
  count: z.int().min(1),
  /** Absent = all. */
  stages: z.array(z.int().min(0)).optional(),
});
export type DirectionsTask = z.infer<typeof DirectionsTask>;

const FoundDirections = z.object({
  type: z.literal('directions'),
  /** Row-major [n, latentSize], each of length 1. */
  vectors: z.instanceof(Float32Array),
  shares: z.array(z.number()),
});

/** Looks for the latents whose face is nearest to a picture, and exits. */
export const ProjectTask = EngineOptions.extend({
  type: z.literal('project'),
  generatorFile: z.string(),
  config: GeneratorConfig,
  /** One picture of the generator's size and channels. */
  target: PixelBatch,
});
export type ProjectTask = z.infer<typeof ProjectTask>;

const Projected = z.object({
  type: z.literal('projected'),
  /** Mapped latents, one for every stage. */
  row: z.instanceof(Float32Array),
  residual: Residual,
  /** What they draw. */
  pixels: PixelBatch,
});

/** What processes that look for latents answer. */
export const LatentMessage = z.discriminatedUnion('type', [FoundDirections, Projected]);
