import { z } from 'zod';
import type { Schedule } from './limits.ts';

/** A time of day on a 24-hour clock: '07:00'. */
export const ClockTime = z.string().regex(/^([01]?\d|2[0-3]):[0-5]\d$/, 'a time is written like 22:00');
export type ClockTime = z.infer<typeof ClockTime>;

/**
 * The first moment after `after` at which clocks here show the time. On the night in which clocks go forward, a time that
 * they skip is taken as much later as they skip; where they show a time twice, the first one counts.
 */
export function nextClockTime(time: ClockTime, after: Date): Date {
  const [hours, minutes] = time.split(':').map(Number);
  const next = new Date(after);
  next.setHours(hours, minutes, 0, 0);
  if (next > after) return next;
  next.setDate(next.getDate() + 1);
  // Set again: the new day may have skipped the time that the old one had, or the other way round.
  next.setHours(hours, minutes, 0, 0);
  return next;
}

/** From the next time that clocks show `start` to the first time after it that they show `stop`; either may be absent. */
export function scheduleBetween(
  { start, stop }: { start?: ClockTime | undefined; stop?: ClockTime | undefined },
  now: Date,
): Schedule | undefined {
  if (start === undefined && stop === undefined) return undefined;
  const begin = start === undefined ? now : nextClockTime(start, now);
  return {
    ...(start === undefined ? {} : { startAt: begin.toISOString() }),
    ...(stop === undefined ? {} : { stopAt: nextClockTime(stop, begin).toISOString() }),
  };
}
