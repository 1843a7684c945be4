import { z } from 'zod';
import { GeneratorConfig } from '../contract/models/generator-config.ts';
import { ModelFormat, WeightPrecision } from '../contract/models/model-files.ts';
import { RunConfig } from '../contract/runs/run-config.ts';
import { EngineOptions } from './engine.ts';
import { PixelBatch } from './pixels.ts';

/** Writes a generator as files for other programs, proves them, and exits. */
export const ExportTask = EngineOptions.extend({
  type: z.literal('export'),
  generatorFile: z.string(),
  config: GeneratorConfig,
  /** Written too where the format has a place for it. */
  discriminator: z.object({ trainingFile: z.string(), config: RunConfig }).optional(),
  /** What people call the model. */
  name: z.string(),
  format: ModelFormat,
  precision: WeightPrecision,
  /** An empty folder. */
  folder: z.string(),
});
export type ExportTask = z.infer<typeof ExportTask>;

const Exported = z.object({
  type: z.literal('exported'),
  files: z.array(z.object({ file: z.string(), sizeBytes: z.number() })),
  /** Largest difference of a pixel, of −1…1, over 16 faces. */
  maxError: z.number(),
  /** Largest difference of a logit over the same faces. */
  discriminatorError: z.number().optional(),
  /** The faces as the model draws them, and as the files do. */
  original: PixelBatch,
  exported: PixelBatch,
});

/** Reads a generator from files of any program, and exits. Nothing in the files is believed. */
export const ImportTask = EngineOptions.extend({
  type: z.literal('import'),
  /** Files by their names in the model. */
  files: z.array(z.object({ name: z.string(), path: z.string() })).min(1),
  /** Where its weights are to be written. */
  generatorFile: z.string(),
});
export type ImportTask = z.infer<typeof ImportTask>;

const Imported = z.object({
  type: z.literal('imported'),
  config: GeneratorConfig,
  notes: z.array(z.string()),
});

/** What processes that write and read models answer. */
export const ModelMessage = z.discriminatedUnion('type', [Exported, Imported]);
