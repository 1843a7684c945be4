import { z } from 'zod';
import { Provenance } from '../datasets/provenance.ts';
import { EngineChoice, EngineId, StepMode, StepModeChoice } from '../engines.ts';
import { ErrorReport } from '../errors.ts';
import { GeneratorRef } from '../generators.ts';
import { CheckpointName, DatasetId, JobId, PlaceId, RunId } from '../ids.ts';
import { givenName } from '../one-line.ts';
import { Side } from '../pictures.ts';
import { RunPlace, Whereabouts } from '../places/places.ts';
import { PresetId } from '../presets.ts';
import { RankCount } from '../rank-count.ts';
import { RunScore } from '../scores/scores.ts';
import { EngineUse } from './engine-uses.ts';
import { RunTick, TimelineEvent } from './health.ts';
import { HyperParameters } from './hyper-parameters.ts';
import { RunLimits, Schedule } from './limits.ts';
import { RunConfig } from './run-config.ts';
import { RunGroup } from './run-group.ts';
import { StepRow, StepSpan } from './step-columns.ts';

/** A preset as the Train screen shows it. */
export const PresetSummary = z.object({
  id: PresetId,
  title: z.string(),
  /** One or two sentences: what it is for. */
  summary: z.string(),
  resolution: z.int(),
  /** Every side that its networks can make. */
  sides: z.array(Side),
  /** `auto` follows the dataset. */
  channels: z.enum(['grey', 'auto']),
  /** Parameters of both networks together, in millions. */
  parametersMillions: z.number(),
  /**
   * Images shown until the first recognisable and until good results, in kimg; absent when a preset does not get there
   * reliably.
   */
  reaches: z.object({ roughKimg: z.number(), goodKimg: z.number() }).optional(),
  /**
   * Images per second last measured on this machine and engine with this preset; absent before the first run.
   * Time estimates in the window come from it.
   */
  measuredImagesPerSecond: z.number().optional(),
});
export type PresetSummary = z.infer<typeof PresetSummary>;

export const RunState = z.enum(['queued', 'running', 'paused', 'interrupted', 'finished', 'failed']);
export type RunState = z.infer<typeof RunState>;

/** One training. A queued run without a place in the queue is about to start. */
export const Run = z.object({
  id: RunId,
  name: z.string(),
  datasetId: DatasetId,
  datasetName: z.string(),
  /** Absent in runs from before there were versions of datasets. */
  provenance: Provenance.optional(),
  preset: PresetId,
  state: RunState,
  /** Place in the queue, 1 = next; present while it waits for its turn. */
  queuePosition: z.int().min(1).optional(),
  schedule: Schedule.optional(),
  /** The sweep that it is one of. */
  group: RunGroup.optional(),
  /** Where it trains; absent = on this computer. */
  place: RunPlace.optional(),
  /** How it stands there, while it is there. */
  whereabouts: Whereabouts.optional(),
  config: RunConfig,
  engine: EngineId.optional(),
  /** Name of the engine's settings that had proved themselves when it was last trained; absent before engines were proved. */
  engineSettings: z.string().optional(),
  /** All that trained it, one after the other; absent in runs from before they were kept. */
  engineUses: z.array(EngineUse).optional(),
  /** How its steps are run; absent before the first. */
  stepMode: StepMode.optional(),
  /** Why the steps are not run as was asked for, or as fast as could be. */
  stepModeReason: z.string().optional(),
  /** The steps are being compiled, which takes seconds to a minute. */
  isCompiling: z.boolean().optional(),
  /** Images shown so far. */
  nimg: z.number().min(0),
  /** Seconds spent training, pauses left out. */
  trainingSeconds: z.number().min(0),
  imagesPerSecond: z.number().optional(),
  secondsLeft: z.number().optional(),
  /** Resident memory of the compute process. */
  computeMemoryBytes: z.number().optional(),
  /** Images shown at the newest checkpoint; absent before the first. */
  checkpointNimg: z.number().optional(),
  checkpointAt: z.iso.datetime().optional(),
  /** Why it failed or was interrupted. */
  error: ErrorReport.optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Run = z.infer<typeof Run>;

/** True while a run waits for its turn, and neither trains nor is about to. */
export const isWaiting = ({ queuePosition }: Pick<Run, 'queuePosition'>): boolean =>
  queuePosition !== undefined;

/** Name of the grid of real pictures. */
export const realsName = 'reals';

/** A sample grid on disk; its picture is at `mediaPath.runSample(run.id, name)`. */
export const Sample = z.object({
  /** `reals` or zero-padded kimg: `000012.8k`. */
  name: z.string(),
  nimg: z.number(),
});
export type Sample = z.infer<typeof Sample>;

/** A moment of a run that it can go on from exactly. */
export const Checkpoint = z.object({
  name: CheckpointName,
  nimg: z.number(),
  sizeBytes: z.number(),
  savedAt: z.iso.datetime(),
  /** Kept until its owner unpins it. */
  isPinned: z.boolean(),
  /** Kernel inception distance of its faces; lower is better. Absent until it was measured. */
  kid: z.number().optional(),
  /** True for the one with the lowest distance. */
  isBest: z.boolean(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

/** What a run holds on disk, in bytes. */
export const RunDiskUse = z.object({
  id: RunId,
  name: z.string(),
  checkpointBytes: z.number(),
  sampleBytes: z.number(),
  /** Checkpoints that could not be read and were set aside. */
  damaged: z.array(z.object({ name: CheckpointName, sizeBytes: z.number() })),
});
export type RunDiskUse = z.infer<typeof RunDiskUse>;

export const StartRunInput = z.object({
  datasetId: DatasetId,
  preset: PresetId,
  name: givenName().optional(),
  /** Where it is to train; absent = on this computer. */
  place: PlaceId.optional(),
  /** How many processes share it at its place; absent = as the place says. Refused without a place. */
  ranks: RankCount.optional(),
  engine: EngineChoice.default('auto'),
  /** `auto` is what the settings say. */
  mode: StepModeChoice.default('auto'),
  deterministic: z.boolean().default(false),
  /** Write event files for TensorBoard beside. */
  tensorBoard: z.boolean().default(false),
  /**
   * Whose weights it begins with; absent = from scratch. With the same preset it has their networks, at their size or at
   * twice that: then coarse stages are taken over and finer ones start fresh.
   */
  startFrom: GeneratorRef.optional(),
  /** Side of the pictures; absent = the preset's own, or that of what it starts from. */
  resolution: Side.optional(),
  /** Feature maps of the narrowest layer; absent = the preset's own. */
  width: z.int().min(1).max(1024).optional(),
  /** What the user set by hand. */
  hyperParameters: HyperParameters.optional(),
  seed: z.int().min(0).max(0xffff_ffff).default(42),
  ...RunLimits.shape,
  schedule: Schedule.optional(),
});
export type StartRunInput = z.infer<typeof StartRunInput>;
/** What a client sends: what it leaves out has a default. */
export type StartRunChoices = z.input<typeof StartRunInput>;
/** The job begins in the queue: at once when nothing trains. */
export const StartRunOutput = z.object({ runId: RunId, jobId: JobId });
export type StartRunOutput = z.infer<typeof StartRunOutput>;

/** New limits count from the start of the run and replace the old ones; so does a schedule. */
export const ResumeRunInput = z.object({
  id: RunId,
  ...RunLimits.shape,
  schedule: Schedule.optional(),
  /** As of a run that starts. */
  ranks: RankCount.optional(),
});

/** What a run leaves besides its steps. */
export const HistoryOutput = z.object({
  samples: z.array(Sample),
  ticks: z.array(RunTick),
  scores: z.array(RunScore),
  /** Why there are no scores and will be none, as a full sentence. */
  noScores: z.string().optional(),
  /** In the order in which it happened. */
  timeline: z.array(TimelineEvent),
});
export type HistoryOutput = z.infer<typeof HistoryOutput>;

/** The steps of a run from one number of images shown to another, both included. */
export const SeriesInput = z.object({
  id: RunId,
  fromNimg: z.number().min(0).default(0),
  /** Absent = to the newest. */
  toNimg: z.number().min(0).optional(),
  /** Steps are put together evenly when there are more; a day of ten steps a second takes about a second to read. */
  maxPoints: z.int().min(1).max(20_000).default(2000),
});
export type SeriesInput = z.infer<typeof SeriesInput>;
export const SeriesOutput = z.object({ points: z.array(StepSpan) });

/** Writes every step and tick of a run as one CSV file. */
export const ExportSeriesInput = z.object({
  id: RunId,
  /** Folder on the studio's machine; absent = a download that the browser fetches. */
  directory: z.string().max(4096).optional(),
  /** Absent = named after the run. A name that is taken gets a number. */
  name: z
    .string()
    .regex(/^[^/\\.\0][^/\\\0]{0,190}\.csv$/u, 'a file name that ends in .csv')
    .optional(),
});
export type ExportSeriesInput = z.infer<typeof ExportSeriesInput>;

/** What `runs.watch` streams: at most about ten messages a second. */
export const RunEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), run: Run }),
  z.object({ type: z.literal('steps'), rows: z.array(StepRow) }),
  z.object({ type: z.literal('sample'), sample: Sample }),
  z.object({ type: z.literal('tick'), tick: RunTick }),
  /** A checkpoint was scored, some time after it was saved. */
  z.object({ type: z.literal('score'), score: RunScore }),
  z.object({ type: z.literal('timeline'), event: TimelineEvent }),
  /** The run went back to an earlier point: rows, ticks and samples after `nimg` are void. */
  z.object({ type: z.literal('rewound'), nimg: z.number() }),
]);
export type RunEvent = z.infer<typeof RunEvent>;
