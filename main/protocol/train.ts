import { z } from 'zod';
import { StepMode, StepModeChoice } from '../contract/engines.ts';
import { HealthCondition, RunTick } from '../contract/runs/health.ts';
import { RunConfig } from '../contract/runs/run-config.ts';
import { StepRow } from '../contract/runs/step-columns.ts';
import { EngineOptions } from './engine.ts';
import { PixelBatch } from './pixels.ts';

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
  /** Folder with the weights that a run without a checkpoint begins with. */
  startDir: z.string().optional(),
  mode: StepModeChoice.default('auto'),
  /** What the user asked for, where `mode` is only what is usually fastest. */
  asked: StepModeChoice.optional(),
  /** True where the run has just lost its graphics card, and is not to wait for it again. */
  lostCard: z.boolean().optional(),
  /** How long between checkpoints while training, in seconds. */
  checkpointIntervalSeconds: z.number().positive().default(60),
});
export type TrainTask = z.infer<typeof TrainTask>;

const TakenLayers = z.object({ taken: z.int(), layers: z.int() });

/** The steps of a training are being compiled, which takes seconds to a minute. */
const Compiling = z.object({ type: z.literal('compiling') });

/** A training is about to make steps. */
const Stepping = z.object({
  type: z.literal('stepping'),
  mode: StepMode,
  /** Why it is not the mode that was asked for. */
  reason: z.string().optional(),
});

/** Layers that a new run took over from another one. */
const TookOver = z.object({
  type: z.literal('took-over'),
  generator: TakenLayers,
  discriminator: TakenLayers.optional(),
});

/** Rows of the steps since the last message; at most about ten messages a second. */
const Steps = z.object({ type: z.literal('steps'), rows: z.array(StepRow) });

/** Gauges, newest wins; about twice a second. */
const Status = z.object({
  type: z.literal('status'),
  nimg: z.number(),
  /** Over the last minute, everything counted; absent in the first second of a run. */
  imagesPerSecond: z.number().optional(),
  /** Until it has reached its length; absent when it has none. */
  secondsLeft: z.number().optional(),
  /** Seconds trained since the start of the run, grids and checkpoints counted, pauses left out. */
  trainingSeconds: z.number(),
  memoryBytes: z.number(),
});

/** A sample grid, row by row: the reals once, then the fixed latents of the run. */
export const SampleGrid = z.object({
  type: z.literal('sample'),
  kind: z.enum(['reals', 'fakes']),
  nimg: z.number(),
  rows: z.int(),
  columns: z.int(),
  pixels: PixelBatch,
});

/** What was measured on the newest sample grid. */
const Tick = z.object({ type: z.literal('tick'), tick: RunTick });

/** The health coach found something, and may have done something about it. */
const Health = z.object({
  type: z.literal('health'),
  nimg: z.number(),
  condition: HealthCondition,
  sentence: z.string(),
  suggestion: z.string(),
  action: z.string().optional(),
});

/** The training went back to a checkpoint: what came after `nimg` is void. */
const Rewound = z.object({ type: z.literal('rewound'), nimg: z.number() });

/** A checkpoint is safely on disk under `checkpoints/<name>`. */
const CheckpointSaved = z.object({
  type: z.literal('checkpoint'),
  name: z.string(),
  nimg: z.number(),
  sizeBytes: z.number(),
});

/** A training computed something wrongly: it has gone back to the last checkpoint before, and ends. */
const EngineWrong = z.object({ type: z.literal('engine-wrong'), operation: z.string(), reason: z.string() });

/** What a training says in words and numbers; a timing of steps says the first two as well. */
export const TrainReport = z.discriminatedUnion('type', [
  Compiling,
  Stepping,
  TookOver,
  Steps,
  Status,
  Tick,
  Health,
  Rewound,
  CheckpointSaved,
  EngineWrong,
]);

/** All that a training says. */
export const TrainMessage = z.discriminatedUnion('type', [TrainReport, SampleGrid]);
