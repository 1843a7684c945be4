import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { CheckpointName, GroupId, RunId } from '../ids.ts';
import { Nothing, procedure, StartedJob } from '../procedure.ts';
import { RunPreview } from './plans.ts';
import { MoveInQueueInput, Queue, RescheduleInput } from './queue.ts';
import { RunConfig } from './run-config.ts';
import {
  Checkpoint,
  ExportSeriesInput,
  HistoryOutput,
  PresetSummary,
  ResumeRunInput,
  Run,
  RunDiskUse,
  RunEvent,
  SeriesInput,
  SeriesOutput,
  StartRunInput,
  StartRunOutput,
} from './runs.ts';
import { ResumeSweepInput, StartSweepInput, StartSweepOutput } from './sweeps.ts';

const checkpointOf = z.object({ id: RunId, checkpoint: CheckpointName });

/** Runs: planning, starting and steering them, and reading their numbers. */
export const runProcedures = {
  presets: procedure.output(z.array(PresetSummary)),
  /** The config that a run would be frozen with; an error says which choice does not go with the others. */
  preview: procedure.input(StartRunInput).output(RunPreview),
  /** Makes a few steps of the run and says what it will come to. Refused while something else would be measured along. */
  plan: procedure.input(StartRunInput).output(StartedJob),
  /** Queues a run; it begins at once when nothing trains and its time has come. */
  start: procedure.input(StartRunInput).output(StartRunOutput),
  /** Saves a checkpoint and ends the process, after which the next of the queue begins; a waiting run leaves the queue. */
  pause: procedure.input(z.object({ id: RunId })).output(Nothing),
  /** Queues a run that goes on from its newest checkpoint; optional new limits count from the start of the run. */
  resume: procedure.input(ResumeRunInput).output(StartedJob),
  stop: procedure.input(z.object({ id: RunId })).output(Nothing),
  remove: procedure.input(z.object({ id: RunId })).output(Nothing),
  list: procedure.output(z.array(Run)),
  get: procedure.input(z.object({ id: RunId })).output(Run),
  /** What the run's config would be with nothing set by hand. */
  defaults: procedure.input(z.object({ id: RunId })).output(RunConfig),
  history: procedure.input(z.object({ id: RunId })).output(HistoryOutput),
  series: procedure.input(SeriesInput).output(SeriesOutput),
  exportSeries: procedure.input(ExportSeriesInput).output(StartedJob),
  watch: procedure.input(z.object({ id: RunId })).output(eventIterator(RunEvent)),
  /** Newest first. */
  checkpoints: procedure.input(z.object({ id: RunId })).output(z.array(Checkpoint)),
  /** A pinned checkpoint is kept until it is unpinned. */
  pin: procedure.input(checkpointOf.extend({ isPinned: z.boolean() })).output(Nothing),
  /** Makes a checkpoint the newest of its run: what came after it is deleted. Goes on with `resume`. */
  rollback: procedure.input(checkpointOf).output(Run),
  /** Deletes a checkpoint, or one that was set aside; not the one that the run would go on from. */
  removeCheckpoint: procedure.input(checkpointOf).output(Nothing),
  diskUse: procedure.output(z.array(RunDiskUse)),
};

/** Runs that wait. */
export const queueProcedures = {
  get: procedure.output(Queue),
  /** While it is held, no run begins by itself; a training that goes on is left alone. */
  hold: procedure.input(z.object({ isHeld: z.boolean() })).output(Queue),
  move: procedure.input(MoveInQueueInput).output(Queue),
  /** New times for a run that waits or trains, instead of those it has. */
  reschedule: procedure.input(RescheduleInput).output(Nothing),
};

const group = z.object({ id: GroupId });

/** Runs that are made and steered together. */
export const sweepProcedures = {
  /** Queues runs that differ in one setting, as a group. */
  start: procedure.input(StartSweepInput).output(StartSweepOutput),
  /** Those that wait leave the queue, and the one that trains pauses. */
  pause: procedure.input(group).output(Nothing),
  /** Queues those that were paused, interrupted or failed, and with a new length also those that have finished. */
  resume: procedure.input(ResumeSweepInput).output(StartSweepOutput),
  stop: procedure.input(group).output(Nothing),
  remove: procedure.input(group).output(Nothing),
};
