import { z } from 'zod';
import { EngineId, StepMode, StepModeChoice } from '../contract/engines.ts';
import { GradientName, KernelForm } from '../contract/gradient-kernels.ts';
import { RunConfig } from '../contract/runs/run-config.ts';
import { EngineOptions } from './engine.ts';

/** Measures steps of a config, and exits. */
export const BenchTask = EngineOptions.extend({
  type: z.literal('bench'),
  config: RunConfig,
  /** Pixel cache to read pictures from; absent = random ones. */
  pixelsFile: z.string().optional(),
  mode: StepModeChoice.default('auto'),
  /** What the user asked for, where `mode` is only what is usually fastest. */
  asked: StepModeChoice.optional(),
  /** Time each operation of an eager step too. */
  profile: z.boolean().default(false),
  /** Where a graphics card makes the steps through WebGPU: also measure their JavaScript, on a card that executes nothing. */
  timesScript: z.boolean().optional(),
  warmupSteps: z.int().min(1),
  steps: z.int().min(1),
  /** No more steps are begun after so long. */
  limitSeconds: z.number().positive().default(600),
});
export type BenchTask = z.infer<typeof BenchTask>;

/** Compares our kernels for graphics cards with those of TensorFlow.js on the layers of a config, and exits. */
export const KernelBenchTask = EngineOptions.extend({
  type: z.literal('bench-kernels'),
  config: RunConfig,
  /** How often each is timed. */
  rounds: z.int().min(1),
});
export type KernelBenchTask = z.infer<typeof KernelBenchTask>;

/** A gradient of one layer, in milliseconds. */
export const KernelTime = z.object({
  gradient: GradientName,
  /** For people: "4 × 32×32, 48 → 96, kernel 4, stride 2". */
  layer: z.string(),
  /** How often a step takes it. */
  perStep: z.number(),
  packageMs: z.number(),
  ownMs: z.partialRecord(KernelForm, z.number()),
});
export type KernelTime = z.infer<typeof KernelTime>;

/** All operations of one kind in a step together. */
export const OperationTime = z.object({ operation: z.string(), count: z.int(), ms: z.number() });
export type OperationTime = z.infer<typeof OperationTime>;

/** A step was timed. */
const Timed = z.object({ type: z.literal('timed'), done: z.int(), total: z.int() });

/** What the steps turned out to cost. */
const Benchmarked = z.object({
  type: z.literal('benchmarked'),
  engine: EngineId,
  mode: StepMode,
  /** Why it is not the mode that was asked for. */
  reason: z.string().optional(),
  compileSeconds: z.number(),
  /** Operations of a step: of the graphs, or those that an eager step asks of the engine. */
  kernelsPerStep: z.int(),
  /** On average over a run, whose steps are not all alike. */
  imagesPerSecond: z.number(),
  msPerStep: z.number(),
  profile: z.array(OperationTime).optional(),
  /** The most that the process held at once. */
  memoryBytes: z.number(),
  /** What the steps take on a graphics card, where that is known. */
  cardMemoryBytes: z.number().optional(),
  /** Of the card that WebGPU reaches. */
  cardName: z.string().optional(),
  /** Floating-point operations of the products and convolutions of a step on a graphics card, where that is known. */
  cardOperations: z.number().optional(),
  /** JavaScript of a step on a graphics card, where it was measured. */
  scriptMsPerStep: z.number().optional(),
});

/** What kernels took. */
const KernelsTimed = z.object({
  type: z.literal('kernels-timed'),
  /** Name of the card. */
  adapter: z.string(),
  /** True where times are the processor's. */
  isSoftware: z.boolean(),
  times: z.array(KernelTime),
});

/** What a timing of steps or kernels says. */
export const BenchMessage = z.discriminatedUnion('type', [Timed, Benchmarked, KernelsTimed]);
