import { z } from 'zod';
import { EngineChoice, EngineId } from '../contract/engines.ts';
import { GradientForms } from '../contract/gradient-kernels.ts';
import { Progress } from '../contract/system/jobs.ts';

/** What every task says of the engine that is to do it. */
export const EngineOptions = z.object({
  engine: EngineChoice,
  /** 0 = the engine's own choice. TensorFlow's are also set by environment before the process starts. */
  threads: z.int().min(0).default(0),
  /** Name of the engine's settings that were proved and chosen for it; absent = as it comes. Said again in `ready`. */
  settings: z.string().optional(),
  /** Of our kernels for graphics cards, as the proof chose them; absent = the usual ones. */
  forms: GradientForms.optional(),
});

/** Says whether an engine works, and exits. */
export const ProbeTask = EngineOptions.extend({ type: z.literal('probe') });

/** First message: the engine works. */
const Ready = z.object({
  type: z.literal('ready'),
  engine: EngineId,
  version: z.string(),
  threads: z.int().min(1),
  /** Why earlier engines of the registry were passed over. */
  passedOver: z.array(z.object({ engine: EngineId, reason: z.string() })),
  settings: z.string().optional(),
});

/** From the launcher, before the process starts: an engine proves itself for the task. */
const Proving = z.object({ type: z.literal('proving'), progress: Progress });

/** From the launcher: what the process is started with. */
const Chosen = z.object({
  type: z.literal('chosen'),
  settings: z.string(),
  title: z.string(),
  /** A full sentence on a graphics card that would have been tried, and is gone. */
  goneCard: z.string().optional(),
});

/** From the launcher, last of all: what the process was started with is wrong, or died. */
const EngineFailed = z.object({
  type: z.literal('engine-failed'),
  title: z.string(),
  /** A full sentence. */
  reason: z.string(),
  /** True when another engine is taken if the task is begun again. */
  isPassedOver: z.boolean(),
});

/** What is said of the engine of a process, by itself and by its launcher. */
export const EngineMessage = z.discriminatedUnion('type', [Ready, Proving, Chosen, EngineFailed]);
