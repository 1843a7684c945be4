import { performance } from 'node:perf_hooks';

/**
 * A clock that stands still while the computer sleeps, for those who read it at least once a step. On Linux the clock
 * of Node does so by itself; those of macOS and Windows go on. A long gap in which this process used no processor was a
 * sleep (or a stop, which is not training either). In milliseconds, from an arbitrary beginning.
 */
export function awakeTime(
  now: () => number = () => performance.now(),
  processorMs: () => number = usedProcessorMs,
): () => number {
  let sleptMs = 0;
  let lastMs = now();
  let lastUsedMs = processorMs();
  return () => {
    const nowMs = now();
    const gapMs = nowMs - lastMs;
    if (gapMs >= shortestSleepMs && processorMs() - lastUsedMs < gapMs * idleShare) sleptMs += gapMs;
    lastMs = nowMs;
    lastUsedMs = processorMs();
    return nowMs - sleptMs;
  };
}

/** Shorter gaps between two readings are steps, grids and checkpoints, in milliseconds. */
const shortestSleepMs = 30_000;
/** A process that did anything in a gap has used more of it than this, on one core. */
const idleShare = 0.02;

/** Time that all threads of this process have spent on processors. */
function usedProcessorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
