import { z } from 'zod';
import { EngineChoice, EngineId, StepMode, StepModeChoice } from '../contract/engines.ts';
import { ErrorReport } from '../contract/errors.ts';
import { CopyCheck } from '../contract/faces/faces.ts';
import { DirectionMethod } from '../contract/latents/directions.ts';
import { Residual } from '../contract/latents/kept-latents.ts';
import { EvaluationPicture } from '../contract/models/evaluation.ts';
import { GeneratorConfig } from '../contract/models/generator-config.ts';
import { ModelFormat, WeightPrecision } from '../contract/models/model-files.ts';
import { Channels } from '../contract/pictures.ts';
import { HealthCondition, RunTick } from '../contract/runs/health.ts';
import { RunConfig } from '../contract/runs/run-config.ts';
import { StepRow } from '../contract/runs/step-columns.ts';
import { EmbeddingId, FeatureScores, MeasuredScore, PictureScores } from '../contract/scores/scores.ts';
import { Progress } from '../contract/system/jobs.ts';

import { ProofSubject, Proved } from './proof.ts';

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
  /** Name of the engine's settings that were proved and chosen for it; absent = as it comes. Said again in `ready`. */
  settings: z.string().optional(),
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
  /** Folder with the weights that a run without a checkpoint begins with. */
  startDir: z.string().optional(),
  mode: StepModeChoice.default('auto'),
  /** What the user asked for, where `mode` is only what is usually fastest. */
  asked: StepModeChoice.optional(),
  /** How long between checkpoints while training, in seconds. */
  checkpointIntervalSeconds: z.number().positive().default(60),
});
export type TrainTask = z.infer<typeof TrainTask>;

/** Loads a generator and then answers `generate` and `draw` messages until it is told to stop. */
export const SampleTask = EngineOptions.extend({
  type: z.literal('sample'),
  /** A safetensors file that holds the (averaged) generator, and its config. */
  generatorFile: z.string(),
  config: GeneratorConfig,
});
export type SampleTask = z.infer<typeof SampleTask>;

/** Says whether an engine works, and exits. */
export const ProbeTask = EngineOptions.extend({ type: z.literal('probe') });

/** Tries whether an engine computes rightly on this machine, and exits. */
export const ProofTask = EngineOptions.extend({ type: z.literal('prove'), subject: ProofSubject });
export type ProofTask = z.infer<typeof ProofTask>;

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
  warmupSteps: z.int().min(1),
  steps: z.int().min(1),
  /** No more steps are begun after so long. */
  limitSeconds: z.number().positive().default(600),
});

export type BenchTask = z.infer<typeof BenchTask>;

/** Loads the face finder and then answers `find-faces` and `group-faces` messages until it is told to stop. */
export const FacesTask = EngineOptions.extend({
  type: z.literal('faces'),
  /** Settings of engines with which it must not be done: they died over the pictures that it is for. */
  avoid: z.array(z.string()).optional(),
});

/** Measures a generator against a dataset, and exits. */
export const EvaluateTask = EngineOptions.extend({
  type: z.literal('evaluate'),
  generatorFile: z.string(),
  config: GeneratorConfig,
  /** `training.safetensors` of the same checkpoint. */
  discriminator: z.object({ trainingFile: z.string(), config: RunConfig }).optional(),
  /** Pixel cache of the generator's resolution and channels; absent when there is nothing to compare with. */
  pixelsFile: z.string().optional(),
  /** Why there is no pixel cache, as a full sentence. */
  pixelsMissing: z.string().optional(),
  /** False for digits and drawings, of which a face network knows nothing. */
  hasFaces: z.boolean(),
  /** Pictures on each side. */
  count: z.int().min(1),
  seed: z.int().min(0).max(0xffff_ffff),
});
export type EvaluateTask = z.infer<typeof EvaluateTask>;

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

/** Reads a generator from files of any program, and exits. Nothing in the files is believed. */
export const ImportTask = EngineOptions.extend({
  type: z.literal('import'),
  /** Files by their names in the model. */
  files: z.array(z.object({ name: z.string(), path: z.string() })).min(1),
  /** Where its weights are to be written. */
  generatorFile: z.string(),
});
export type ImportTask = z.infer<typeof ImportTask>;

/** Looks for the training pictures nearest to generated ones, and exits. */
export const FindCopiesTask = EngineOptions.extend({
  type: z.literal('find-copies'),
  /** PNG files. */
  files: z.array(z.string()).min(1),
  pixelsFile: z.string(),
  /** False for digits and drawings: people are then not compared. */
  hasFaces: z.boolean(),
});
export type FindCopiesTask = z.infer<typeof FindCopiesTask>;

/** The training picture nearest to a generated one: by pixels, or by person where that says more. */
export const FoundNearest = CopyCheck.pick({
  verdict: true,
  by: true,
  distance: true,
  compared: true,
}).extend({
  /** Row of the pixel cache. */
  row: z.int().min(0),
});
export type FoundNearest = z.infer<typeof FoundNearest>;

/** Scores generators of a run while it trains: answers `score` messages until it is told to stop. */
export const ScoreTask = EngineOptions.extend({
  type: z.literal('score'),
  config: RunConfig,
  pixelsFile: z.string(),
  hasFaces: z.boolean(),
  /** Pictures on each side; twice as many must be there. */
  count: z.int().min(1),
});
export type ScoreTask = z.infer<typeof ScoreTask>;

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

/** Looks for the latents whose face is nearest to a picture, and exits. */
export const ProjectTask = EngineOptions.extend({
  type: z.literal('project'),
  generatorFile: z.string(),
  config: GeneratorConfig,
  /** One picture of the generator's size and channels. */
  target: PixelBatch,
});
export type ProjectTask = z.infer<typeof ProjectTask>;

export const ComputeTask = z.discriminatedUnion('type', [
  ProofTask,
  TrainTask,
  SampleTask,
  ProbeTask,
  BenchTask,
  FacesTask,
  EvaluateTask,
  ScoreTask,
  FindCopiesTask,
  ExportTask,
  ImportTask,
  DirectionsTask,
  ProjectTask,
]);
export type ComputeTask = z.infer<typeof ComputeTask>;

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

/** Scores a generator; answered by `scored` with the same requestId. */
export const ScoreRequest = z.object({
  type: z.literal('score'),
  requestId: z.int(),
  generatorFile: z.string(),
});

/** Looks for faces in a picture; answered by `found-faces` with the same requestId. */
export const FindFacesRequest = z.object({
  type: z.literal('find-faces'),
  requestId: z.int(),
  width: z.int().min(1),
  height: z.int().min(1),
  /** Row-major RGB bytes. */
  data: z.instanceof(Uint8Array),
});

const Point = z.object({ x: z.number(), y: z.number() });

/** A face in a picture; points in its pixels, left and right as one looks at it, angles in degrees. */
export const FoundFace = z.object({
  /** How sure the finder is, 0–1. */
  score: z.number(),
  box: z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }),
  leftEye: Point,
  rightEye: Point,
  mouth: Point,
  yaw: z.number(),
  pitch: z.number(),
  roll: z.number(),
  /** 1024 numbers of length 1: the cosine of two says how alike two faces are. */
  embedding: z.instanceof(Float32Array),
});
export type FoundFace = z.infer<typeof FoundFace>;

/** Looks for people who are in many of the faces; answered by `grouped-faces` with the same requestId. */
export const GroupFacesRequest = z.object({
  type: z.literal('group-faces'),
  requestId: z.int(),
  /** Files of little-endian float32 rows, one embedding of 1024 numbers a face; they count as one long list. */
  files: z.array(z.string()).min(1),
  /** Rows to look at. */
  rows: z.instanceof(Uint32Array),
});

export const ToCompute = z.discriminatedUnion('type', [
  z.object({ type: z.literal('task'), task: ComputeTask }),
  GenerateRequest,
  DrawRequest,
  ScoreRequest,
  FindFacesRequest,
  GroupFacesRequest,
  /** Checkpoints (when training) and exits with `ended`. */
  z.object({ type: z.literal('stop'), reason: z.enum(['pause', 'stop']) }),
]);
export type ToCompute = z.infer<typeof ToCompute>;

/** A message that is answered, with the number that its answer carries as well. */
export type ComputeRequest = Extract<ToCompute, { requestId: number }>;

/** What each request is answered with. */
export const answerTypes = {
  generate: 'generated',
  draw: 'generated',
  score: 'scored',
  'find-faces': 'found-faces',
  'group-faces': 'grouped-faces',
} as const satisfies Record<ComputeRequest['type'], FromCompute['type']>;

const TakenLayers = z.object({ taken: z.int(), layers: z.int() });

/** All operations of one kind in a step together. */
export const OperationTime = z.object({ operation: z.string(), count: z.int(), ms: z.number() });
export type OperationTime = z.infer<typeof OperationTime>;

export const FromCompute = z.discriminatedUnion('type', [
  Proved,
  /** First message: the engine works. */
  z.object({
    type: z.literal('ready'),
    engine: EngineId,
    version: z.string(),
    threads: z.int().min(1),
    /** Why earlier engines of the registry were passed over. */
    passedOver: z.array(z.object({ engine: EngineId, reason: z.string() })),
    settings: z.string().optional(),
  }),
  /** From the launcher, before the process starts: an engine proves itself for the task. */
  z.object({ type: z.literal('proving'), progress: Progress }),
  /** From the launcher: what the process is started with. */
  z.object({ type: z.literal('chosen'), settings: z.string(), title: z.string() }),
  /** From the launcher, last of all: what the process was started with is wrong, or died. */
  z.object({
    type: z.literal('engine-failed'),
    title: z.string(),
    /** A full sentence. */
    reason: z.string(),
    /** True when another engine is taken if the task is begun again. */
    isPassedOver: z.boolean(),
  }),
  /** A training computed something wrongly: it has gone back to the last checkpoint before, and ends. */
  z.object({ type: z.literal('engine-wrong'), operation: z.string(), reason: z.string() }),
  /** The steps of a training are being compiled, which takes seconds to a minute. */
  z.object({ type: z.literal('compiling') }),
  /** A training is about to make steps. */
  z.object({
    type: z.literal('stepping'),
    mode: StepMode,
    /** Why it is not the mode that was asked for. */
    reason: z.string().optional(),
  }),
  /** Layers that a new run took over from another one. */
  z.object({ type: z.literal('took-over'), generator: TakenLayers, discriminator: TakenLayers.optional() }),
  /** Rows of the steps since the last message; at most about ten messages a second. */
  z.object({ type: z.literal('steps'), rows: z.array(StepRow) }),
  /** Gauges, newest wins; about twice a second. */
  z.object({
    type: z.literal('status'),
    nimg: z.number(),
    /** Over the last minute, everything counted; absent in the first second of a run. */
    imagesPerSecond: z.number().optional(),
    /** Until it has reached its length; absent when it has none. */
    secondsLeft: z.number().optional(),
    /** Seconds trained since the start of the run, grids and checkpoints counted, pauses left out. */
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
  /** What was measured on the newest sample grid. */
  z.object({ type: z.literal('tick'), tick: RunTick }),
  /** The health coach found something, and may have done something about it. */
  z.object({
    type: z.literal('health'),
    nimg: z.number(),
    condition: HealthCondition,
    sentence: z.string(),
    suggestion: z.string(),
    action: z.string().optional(),
  }),
  /** The training went back to a checkpoint: what came after `nimg` is void. */
  z.object({ type: z.literal('rewound'), nimg: z.number() }),
  /** A checkpoint is safely on disk under `checkpoints/<name>`. */
  z.object({ type: z.literal('checkpoint'), name: z.string(), nimg: z.number(), sizeBytes: z.number() }),
  z.object({ type: z.literal('generated'), requestId: z.int(), pixels: PixelBatch }),
  z.object({
    type: z.literal('found-faces'),
    requestId: z.int(),
    faces: z.array(FoundFace),
    /** Time spent on it in this process. */
    ms: z.number(),
  }),
  z.object({
    type: z.literal('grouped-faces'),
    requestId: z.int(),
    /** Rows of one person each, largest group first. */
    groups: z.array(z.instanceof(Uint32Array)),
  }),
  /** A step was timed. */
  z.object({ type: z.literal('timed'), done: z.int(), total: z.int() }),
  z.object({
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
  }),
  z.object({
    type: z.literal('scored'),
    requestId: z.int(),
    kid: MeasuredScore,
    coverage: MeasuredScore,
    /** Processor time of the process from its start until now. */
    cpuMs: z.number(),
  }),
  z.object({
    type: z.literal('evaluated'),
    engine: EngineId,
    ...FeatureScores.shape,
    ...PictureScores.shape,
    byEmbedding: z.record(EmbeddingId, FeatureScores),
    pictures: z.array(
      z.object({
        name: EvaluationPicture,
        columns: z.int().min(1),
        /** Pictures of a row that belong together; a gap stands between groups. */
        groupColumns: z.int().min(1).optional(),
        pixels: PixelBatch,
      }),
    ),
  }),
  /** How far a task is. */
  z.object({
    type: z.literal('working'),
    done: z.int(),
    total: z.int(),
    unit: z.string(),
    note: z.string(),
    /** Of all parts together, in a unit of its own, where they have speeds of their own; absent while that is unknown. */
    whole: z.object({ done: z.number().min(0), total: z.number().min(0) }).optional(),
  }),
  z.object({
    type: z.literal('exported'),
    files: z.array(z.object({ file: z.string(), sizeBytes: z.number() })),
    /** Largest difference of a pixel, of −1…1, over 16 faces. */
    maxError: z.number(),
    /** Largest difference of a logit over the same faces. */
    discriminatorError: z.number().optional(),
    /** The faces as the model draws them, and as the files do. */
    original: PixelBatch,
    exported: PixelBatch,
  }),
  z.object({
    type: z.literal('directions'),
    /** Row-major [n, latentSize], each of length 1. */
    vectors: z.instanceof(Float32Array),
    shares: z.array(z.number()),
  }),
  z.object({
    type: z.literal('projected'),
    /** Mapped latents, one for every stage. */
    row: z.instanceof(Float32Array),
    residual: Residual,
    /** What they draw. */
    pixels: PixelBatch,
  }),
  z.object({
    type: z.literal('found-copies'),
    /** By file; `null` for one that is gone or damaged. */
    found: z.array(FoundNearest.nullable()),
    looked: z.int(),
    heldOut: z.int(),
  }),
  z.object({ type: z.literal('imported'), config: GeneratorConfig, notes: z.array(z.string()) }),
  /** The task is over and the process is about to exit. */
  z.object({ type: z.literal('ended'), reason: z.enum(['finished', 'paused', 'stopped', 'done']) }),
  z.object({ type: z.literal('failed'), error: ErrorReport }),
]);
export type FromCompute = z.infer<typeof FromCompute>;

/** The message of one type from a compute process. */
export type Message<T extends FromCompute['type']> = Extract<FromCompute, { type: T }>;

/**
 * Header file beside a pixel cache (`pixels-….json`): rows of S×S×C bytes, first the pictures that are trained on, then the
 * held-out ones.
 */
export const PixelCacheHeader = z.object({
  schemaVersion: z.literal(2),
  count: z.int().min(1),
  /** How many of the rows, at the end, are held out. */
  heldOut: z.int().min(0),
  /** Hash of the set that the rows are of. */
  version: z.string(),
  size: z.int().min(1),
  channels: Channels,
});
export type PixelCacheHeader = z.infer<typeof PixelCacheHeader>;
