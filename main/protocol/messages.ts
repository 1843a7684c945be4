import { z } from 'zod';
import { ErrorReport } from '../contract/errors.ts';
import { BenchMessage, BenchTask, KernelBenchTask } from './bench.ts';
import { DrawRequest, DrawTask, Generated, GenerateRequest } from './draw.ts';
import { EngineMessage, ProbeTask } from './engine.ts';
import { EvaluateMessage, EvaluateTask, FindCopiesTask, ScoreRequest, ScoreTask } from './evaluate.ts';
import { FacesMessage, FacesTask, FindFacesRequest, GroupFacesRequest } from './faces.ts';
import { DirectionsTask, LatentMessage, ProjectTask } from './latents.ts';
import { ExportTask, ImportTask, ModelMessage } from './models.ts';
import { ProofTask, Proved } from './proof.ts';
import { TrainMessage, TrainTask } from './train.ts';

/**
 * Everything that the studio and one compute process say to each other. The studio sends exactly one task; the process
 * works on it, takes control messages in between, and exits by itself when it is done. Both sides parse what they
 * receive. The parts are in the other files of this folder, one for each kind of task.
 */

export const ComputeTask = z.discriminatedUnion('type', [
  ProofTask,
  TrainTask,
  DrawTask,
  ProbeTask,
  BenchTask,
  KernelBenchTask,
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

/** How far a task is. */
const Working = z.object({
  type: z.literal('working'),
  done: z.int(),
  /** Absent for work that has no parts to count. */
  total: z.int().optional(),
  unit: z.string(),
  note: z.string(),
  /** Of all parts together, in a unit of its own, where they have speeds of their own; absent while that is unknown. */
  whole: z.object({ done: z.number().min(0), total: z.number().min(0) }).optional(),
});

/** The task is over and the process is about to exit. */
export const TaskEnd = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ended'), reason: z.enum(['finished', 'paused', 'stopped', 'done']) }),
  z.object({ type: z.literal('failed'), error: ErrorReport }),
]);

export const FromCompute = z.discriminatedUnion('type', [
  EngineMessage,
  Proved,
  TrainMessage,
  BenchMessage,
  Generated,
  FacesMessage,
  EvaluateMessage,
  ModelMessage,
  LatentMessage,
  Working,
  TaskEnd,
]);
export type FromCompute = z.infer<typeof FromCompute>;

/** The message of one type from a compute process. */
export type Message<T extends FromCompute['type']> = Extract<FromCompute, { type: T }>;

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
