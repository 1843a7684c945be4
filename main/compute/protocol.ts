import { z } from 'zod';
import { ErrorReport } from '../contract/errors.ts';
import { Channels, EngineChoice, EngineId, RunConfig } from '../contract/run-config.ts';
import { StepRow } from '../contract/runs.ts';

/**
 * Messages between the studio and one compute process. The studio sends exactly one task; the process works on it,
 * takes control messages in between, and exits by itself when it is done. Both sides parse what they receive.
 */

/** Pictures as bytes, row-major N×H×W×C, values 0–255. */
export const PixelBatch = z.object({
  count: z.int().min(1),
  size: z.int().min(1),
  channels: Channels,
  data: z.instanceof(Uint8Array),
});
export type PixelBatch = z.infer<typeof PixelBatch>;

const EngineOptions = z.object({
  engine: EngineChoice,
  /** 0 = the engine's own choice. TensorFlow's are also set by environment before the process starts. */
  threads: z.int().min(0).default(0),
});

/** Trains a run from its start or from a checkpoint. */
export const TrainTask = EngineOptions.extend({
  type: z.literal('train'),
  /** `runs/<id>`: checkpoints are written below it. */
  runDir: z.string(),
  /** Pixel cache (`pixels-<S>.u8`, header beside it) of the run's resolution and channels. */
  pixelsFile: z.string(),
  config: RunConfig,
  /** Checkpoint folder to go on from. */
  checkpointDir: z.string().optional(),
  /** How long between checkpoints while training, in seconds. */
  checkpointIntervalSeconds: z.number().positive().default(60),
});
export type TrainTask = z.infer<typeof TrainTask>;

/** Loads a generator and then answers `generate` messages until it is told to stop. */
export const SampleTask = EngineOptions.extend({
  type: z.literal('sample'),
  /** A safetensors file that holds the (averaged) generator, and its config. */
  generatorFile: z.string(),
  config: RunConfig,
});
export type SampleTask = z.infer<typeof SampleTask>;

/** Says whether an engine works, and exits. */
export const ProbeTask = EngineOptions.extend({ type: z.literal('probe') });

/** Measures steps of a preset on random pictures, and exits. */
export const BenchTask = EngineOptions.extend({
  type: z.literal('bench'),
  config: RunConfig,
  warmupSteps: z.int().min(1),
  steps: z.int().min(1),
});

export const ComputeTask = z.discriminatedUnion('type', [TrainTask, SampleTask, ProbeTask, BenchTask]);
export type ComputeTask = z.infer<typeof ComputeTask>;

/** Draws latents `start … start+count−1` of a seed; answered by `generated` with the same requestId. */
export const GenerateRequest = z.object({
  type: z.literal('generate'),
  requestId: z.int(),
  seed: z.int().min(0).max(0xffff_ffff),
  start: z.int().min(0).default(0),
  count: z.int().min(1).max(400),
});

export const ToCompute = z.discriminatedUnion('type', [
  z.object({ type: z.literal('task'), task: ComputeTask }),
  GenerateRequest,
  /** Checkpoints (when training) and exits with `ended`. */
  z.object({ type: z.literal('stop'), reason: z.enum(['pause', 'stop']) }),
]);
export type ToCompute = z.infer<typeof ToCompute>;

export const FromCompute = z.discriminatedUnion('type', [
  /** First message: the engine works. */
  z.object({
    type: z.literal('ready'),
    engine: EngineId,
    version: z.string(),
    threads: z.int().min(1),
    /** Why earlier engines of the registry were passed over. */
    passedOver: z.array(z.object({ engine: EngineId, reason: z.string() })),
  }),
  /** Rows of the steps since the last message; at most about ten messages a second. */
  z.object({ type: z.literal('steps'), rows: z.array(StepRow) }),
  /** Gauges, newest wins; about twice a second. */
  z.object({
    type: z.literal('status'),
    nimg: z.number(),
    /** Median over the last seconds; absent during warm-up. */
    imagesPerSecond: z.number().optional(),
    secondsLeft: z.number().optional(),
    /** Seconds trained since the start of the run, pauses left out. */
    trainingSeconds: z.number(),
    memoryBytes: z.number(),
  }),
  /** A sample grid, row by row: the reals once, then the fixed latents of the run. */
  z.object({
    type: z.literal('sample'),
    kind: z.enum(['reals', 'fakes']),
    nimg: z.number(),
    rows: z.int(),
    columns: z.int(),
    pixels: PixelBatch,
  }),
  /** A checkpoint is safely on disk under `checkpoints/<name>`. */
  z.object({ type: z.literal('checkpoint'), name: z.string(), nimg: z.number(), sizeBytes: z.number() }),
  z.object({ type: z.literal('generated'), requestId: z.int(), pixels: PixelBatch }),
  z.object({
    type: z.literal('benchmarked'),
    imagesPerSecond: z.number(),
    msPerStep: z.number(),
    memoryBytes: z.number(),
  }),
  /** The task is over and the process is about to exit. */
  z.object({ type: z.literal('ended'), reason: z.enum(['finished', 'paused', 'stopped', 'done']) }),
  z.object({ type: z.literal('failed'), error: ErrorReport }),
]);
export type FromCompute = z.infer<typeof FromCompute>;

/** Header file beside a pixel cache (`pixels-<S>.json`): row i of the cache is image i, S×S×C bytes. */
export const PixelCacheHeader = z.object({
  schemaVersion: z.literal(1),
  count: z.int().min(1),
  size: z.int().min(1),
  channels: Channels,
});
export type PixelCacheHeader = z.infer<typeof PixelCacheHeader>;
