import type { Schedule } from '../../../contract/runs/limits.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { Run } from '../../../contract/runs/runs.ts';
import { scheduleFromNow } from '../schedule.ts';
import type { EngineAndMode } from '../store/queue-store.ts';

/** A run as it is queued again, and how it is to be trained. */
export function resumedRun(
  run: Run,
  { config, schedule, now }: { config: RunConfig; schedule: Schedule | undefined; now: Date },
): { run: Run; choice: EngineAndMode } {
  return {
    run: { ...run, config, schedule: schedule ?? scheduleFromNow(run.schedule, now), error: undefined },
    // The same bits need the same operations in the same order.
    choice: {
      engine: run.engine ?? 'auto',
      mode: config.deterministic ? (run.stepMode ?? 'auto') : 'auto',
    },
  };
}
