import type { Schedule } from '../../contract/runs/limits.ts';
import type { Run } from '../../contract/runs/runs.ts';

/** True when a run need not wait for a time of day any more. */
export const isDue = (schedule: Schedule | undefined, now: Date): boolean =>
  schedule?.startAt === undefined || Date.parse(schedule.startAt) <= now.getTime();

/** The run that may begin: the first in the queue whose time has come; one that waits for its time holds nobody up. */
export const nextInLine = (waiting: readonly Run[], now: Date): Run | undefined =>
  waiting.find(({ schedule }) => isDue(schedule, now));

/** The schedule of a run that goes on by hand: it starts now, and its end stays when it is still to come. */
export function scheduleFromNow(schedule: Schedule | undefined, now: Date): Schedule | undefined {
  const { stopAt } = schedule ?? {};
  return stopAt !== undefined && Date.parse(stopAt) > now.getTime() ? { stopAt } : undefined;
}

/** Until a training is at its length or is stopped at its time, in seconds; absent when neither is known. */
export function secondsUntilEnd(
  untilLength: number | undefined,
  schedule: Schedule | undefined,
  now: Date,
): number | undefined {
  const { stopAt } = schedule ?? {};
  if (stopAt === undefined) return untilLength;
  const untilStop = Math.max(0, (Date.parse(stopAt) - now.getTime()) / 1000);
  return Math.min(untilLength ?? untilStop, untilStop);
}
