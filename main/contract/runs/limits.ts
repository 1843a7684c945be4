import { z } from 'zod';

/** What ends a run by itself, besides a time of day; absent = no limit. */
export const RunLimits = z.object({
  /** Stop after this many kimg. */
  maxKimg: z.number().positive().optional(),
  /** Stop after this many minutes of training, pauses left out. */
  maxMinutes: z.number().positive().optional(),
  /** Stop when the KID of generated faces falls below this; it acts on scores that were measured, and never without. */
  stopBelowKid: z.number().positive().optional(),
});
export type RunLimits = z.infer<typeof RunLimits>;

const instant = z.iso.datetime({ offset: true });

/** When a run may train. Instants and no times of day, so that they mean the same wherever they are read. */
export const Schedule = z.object({
  /** It waits in the queue at least until then. */
  startAt: instant.optional(),
  /** It is stopped then; if its turn has not come by then, it leaves the queue. */
  stopAt: instant.optional(),
});
export type Schedule = z.infer<typeof Schedule>;

/** What is known of a run at some moment; limits on what is absent do not act. */
export interface Reached {
  nimg?: number;
  /** Seconds of training. */
  seconds?: number;
  now?: Date;
  /** Newest measured score. */
  kid?: number;
}

export type StopReason = 'kimg' | 'minutes' | 'time' | 'kid';

/** Whole images; 0.096 + 0.32 kimg are 416 and not a little more, which would be one step too many. */
export const lengthInImages = (kimg: number): number => Math.ceil(kimg * 1000 - 1e-6);

/** The limit that a run has reached; undefined while it may go on. */
export function shouldStop(
  { maxKimg, maxMinutes, stopBelowKid, stopAt }: RunLimits & Schedule,
  { nimg, seconds, now, kid }: Reached,
): StopReason | undefined {
  if (maxKimg !== undefined && nimg !== undefined && nimg >= lengthInImages(maxKimg)) return 'kimg';
  if (maxMinutes !== undefined && seconds !== undefined && seconds >= maxMinutes * 60) return 'minutes';
  if (stopAt !== undefined && now !== undefined && now.getTime() >= Date.parse(stopAt)) return 'time';
  if (stopBelowKid !== undefined && kid !== undefined && kid < stopBelowKid) return 'kid';
  return undefined;
}
