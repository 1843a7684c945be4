import type { RunFeed } from '../../../runs/run-feed.ts';
import { RunClock } from './run-clock.ts';

/** The clock of a run, by its ticks and by where it has come; set again when there is more of it. */
export function clockOf(feed: RunFeed): RunClock {
  const run = feed.run.get();
  const moments = feed.moments.get();
  const at = `${moments.length} ${run?.nimg}`;
  const known = clocks.get(feed);
  if (known?.at === at) return known.clock;
  const clock = new RunClock(run ? [...moments, run] : moments);
  clocks.set(feed, { at, clock });
  return clock;
}

const clocks = new WeakMap<RunFeed, { at: string; clock: RunClock }>();
