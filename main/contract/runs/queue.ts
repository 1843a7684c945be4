import { z } from 'zod';
import { RunId } from '../ids.ts';
import { Schedule } from './limits.ts';

/** Runs that wait for their turn, next first. */
export const Queue = z.object({
  runIds: z.array(RunId),
  /** True when no run begins by itself until the queue is let go on. */
  isHeld: z.boolean(),
});
export type Queue = z.infer<typeof Queue>;

export const MoveInQueueInput = z.object({
  id: RunId,
  /** 1 = next. */
  position: z.int().min(1),
});

export const RescheduleInput = z.object({ id: RunId, schedule: Schedule });
