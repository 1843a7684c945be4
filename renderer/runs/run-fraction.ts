import type { Run } from '../../main/contract/runs/runs.ts';

/** How much of its length a run has done, 0 to 1: whichever limit is nearer; undefined without a limit. */
export function runFraction({ state, nimg, trainingSeconds, config }: Run): number | undefined {
  if (state === 'finished') return 1;
  const fractions = [
    config.maxKimg === undefined ? undefined : nimg / (config.maxKimg * 1000),
    config.maxMinutes === undefined ? undefined : trainingSeconds / (config.maxMinutes * 60),
  ].filter((fraction) => fraction !== undefined);
  return fractions.length > 0 ? Math.min(1, Math.max(...fractions)) : undefined;
}
