import type { TimelineEvent } from '../../../contract/runs/health.ts';
import type { RunScore } from '../../../contract/scores/scores.ts';

export interface EarlyStop {
  best: RunScore;
  newest: RunScore;
  /** True when the newest is worse than the best by more than chance explains, and not only no better. */
  isWorse: boolean;
}

/** Whether a run has stopped improving, from its scores in order; undefined while it may still improve. */
export function earlyStop(scores: readonly RunScore[]): EarlyStop | undefined {
  const newest = scores.at(-1);
  if (newest === undefined) return undefined;
  const best = scores.reduce((a, b) => (b.kid.value < a.kid.value ? b : a));
  const since = scores.length - 1 - scores.indexOf(best);
  if (since < patience) return undefined;
  return { best, newest, isWorse: newest.kid.value > (best.kid.high ?? best.kid.value) };
}

/** Scores in a row without a new best, after which stopping is offered: five minutes where a checkpoint is one. */
const patience = 5;

/** The offer to stop, for the run's timeline. */
export function offerToStop({ best, newest, isWorse }: EarlyStop): Omit<TimelineEvent, 'at'> {
  const kimg = (best.nimg / 1000).toFixed(1);
  const change = isWorse ? 'become worse' : 'not become better';
  return {
    nimg: newest.nimg,
    kind: 'health',
    condition: 'plateau',
    sentence: `The faces have ${change} since ${kimg} kimg: KID was ${best.kid.value.toFixed(3)} then and is ${newest.kid.value.toFixed(3)} now.`,
    suggestion: `Stop the run: its checkpoint at ${kimg} kimg is kept as the best.`,
  };
}
