import { z } from 'zod';
import { EngineCandidate, EngineChoice, EngineId, StepModeChoice } from '../engines.ts';
import { DatasetId, RunId } from '../ids.ts';
import { GraphicsReport } from './graphics-cards.ts';
import { Job } from './jobs.ts';

/** Whether an engine runs here, and what it is, or the one reason why it does not. */
export const EngineStatus = z.object({
  id: EngineId,
  title: z.string(),
  available: z.boolean(),
  version: z.string().optional(),
  threads: z.int().optional(),
  /** Present when not available. */
  reason: z.string().optional(),
  next: z.string().optional(),
});
export type EngineStatus = z.infer<typeof EngineStatus>;

export const SystemInfo = z.object({
  version: z.string(),
  platform: z.string(),
  nodeVersion: z.string(),
  /** `desktop` when the page runs in the Electron window. */
  host: z.enum(['desktop', 'server', 'cli']),
  libraryDir: z.string(),
  libraryBytesFree: z.number(),
  cores: z.int(),
  memoryBytes: z.number(),
  memoryFreeBytes: z.number(),
  engines: z.array(EngineStatus),
  /** Ways of running them, with what their proofs said; empty where engines are taken as they come. */
  candidates: z.array(EngineCandidate),
  /** The engine that `auto` stands for. */
  defaultEngine: EngineId,
  /** The graphics cards of this machine, and what they are worth to it. */
  graphics: GraphicsReport,
});
export type SystemInfo = z.infer<typeof SystemInfo>;

const settingFields = {
  theme: z.enum(['dark', 'light', 'system']),
  engine: EngineChoice,
  /** Threads that compute may use; 0 = chosen for this machine. */
  threads: z.int().min(0).max(256),
  /** How training steps are run. */
  stepMode: StepModeChoice,
  /** What may compute: `auto` = whatever is fastest, `processor`, or a card by its UUID. */
  device: z.string().min(1).max(100),
  /** Cards multiply float32 numbers as they are, instead of rounded to 10 bits of fraction (TF32). */
  exactFloat32: z.boolean(),
  /** Cards may compute products of compiled steps in bfloat16. */
  halfPrecision: z.boolean(),
  /** Seconds between two checkpoints: what a crash may cost at most. */
  checkpointSeconds: z.int().min(5).max(3600),
  /** How many of a run's newest checkpoints are kept, besides the best, the pinned and the milestones. */
  keptCheckpoints: z.int().min(2).max(100),
  /** A checkpoint of every this many kimg is kept too; 0 = none. */
  milestoneKimg: z.number().min(0).max(1e6),
  /** A run is paused when a battery that is not charged falls below this many percent; 0 = never. */
  pauseBelowBattery: z.int().min(0).max(95),
};

export const Settings = z.object({
  theme: settingFields.theme.default('system'),
  engine: settingFields.engine.default('auto'),
  threads: settingFields.threads.default(0),
  stepMode: settingFields.stepMode.default('auto'),
  device: settingFields.device.default('auto'),
  exactFloat32: settingFields.exactFloat32.default(false),
  halfPrecision: settingFields.halfPrecision.default(false),
  checkpointSeconds: settingFields.checkpointSeconds.default(60),
  keptCheckpoints: settingFields.keptCheckpoints.default(2),
  milestoneKimg: settingFields.milestoneKimg.default(0),
  pauseBelowBattery: settingFields.pauseBelowBattery.default(0),
});
export type Settings = z.infer<typeof Settings>;
/** Without the defaults: what a patch leaves out stays as it is. */
export const SettingsPatch = z.object(settingFields).partial();

/** What changed in the library, so that a client knows which lists to read again. */
export const SystemEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('datasets.changed'), id: DatasetId.optional() }),
  z.object({ type: z.literal('runs.changed'), id: RunId.optional() }),
  /** Models, or what was measured of them or of runs. */
  z.object({ type: z.literal('models.changed') }),
  z.object({ type: z.literal('faces.changed') }),
  /** Directions, or latents that were kept. */
  z.object({ type: z.literal('latents.changed') }),
  z.object({ type: z.literal('settings.changed') }),
  z.object({ type: z.literal('places.changed') }),
  z.object({ type: z.literal('job'), job: Job }),
]);
export type SystemEvent = z.infer<typeof SystemEvent>;
