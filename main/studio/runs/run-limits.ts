import { StudioError } from '../../contract/errors.ts';
import { type RunLimits, shouldStop } from '../../contract/runs/limits.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { Run } from '../../contract/runs/runs.ts';

/** The config of a run that goes on: new limits replace the old; throws RUN_STATE when they are already reached. */
export function extendLimits(
  run: Pick<Run, 'id' | 'name' | 'config'>,
  limits: RunLimits,
  reached: { nimg: number; trainingSeconds: number },
): RunConfig {
  const hasNew = Object.values(limits).some((limit) => limit !== undefined);
  const { maxKimg, maxMinutes, stopBelowKid, ...rest } = run.config;
  const config = { ...rest, ...(hasNew ? limits : { maxKimg, maxMinutes, stopBelowKid }) };
  if (shouldStop(config, { nimg: reached.nimg, seconds: reached.trainingSeconds }) !== undefined) {
    throw new StudioError('RUN_STATE', `"${run.name}" has reached its length.`, {
      next: 'Give it a longer one: more kimg or more minutes, counted from the start of the run.',
      subject: run.id,
    });
  }
  return config;
}
