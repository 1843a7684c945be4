import { StudioError } from '../../contract/errors.ts';
import type { RunConfig } from '../../contract/run-config.ts';
import type { Run } from '../../contract/runs.ts';

export interface RunLimits {
  maxKimg?: number | undefined;
  maxMinutes?: number | undefined;
}

/** The config of a run that goes on: new limits replace the old; throws RUN_STATE when they are already reached. */
export function extendLimits(
  run: Pick<Run, 'id' | 'name' | 'config'>,
  limits: RunLimits,
  reached: { nimg: number; trainingSeconds: number },
): RunConfig {
  const hasNew = limits.maxKimg !== undefined || limits.maxMinutes !== undefined;
  const { maxKimg, maxMinutes, ...rest } = run.config;
  const config = { ...rest, ...(hasNew ? limits : { maxKimg, maxMinutes }) };
  const isOver =
    (config.maxKimg !== undefined && reached.nimg >= config.maxKimg * 1000) ||
    (config.maxMinutes !== undefined && reached.trainingSeconds >= config.maxMinutes * 60);
  if (isOver) {
    throw new StudioError('RUN_STATE', `"${run.name}" has reached its length.`, {
      next: 'Give it a longer one: more kimg or more minutes, counted from the start of the run.',
      subject: run.id,
    });
  }
  return config;
}
