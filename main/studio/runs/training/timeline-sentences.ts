import type { TimelineEvent } from '../../../contract/runs/health.ts';
import type { StopReason } from '../../../contract/runs/limits.ts';

/** What a run's timeline says of how it begins; `passedOver` is the engine with which it has just failed. */
export function beginningOf(
  nimg: number,
  hasCheckpoint: boolean,
  passedOver: { title: string; reason: string } | undefined,
): Omit<TimelineEvent, 'at'> {
  const from = `from ${nimg / 1000} kimg`;
  if (passedOver !== undefined) {
    const { title, reason } = passedOver;
    const sentence = `${title} is passed over. ${reason} The run goes on ${from} with another engine.`;
    return { nimg, kind: 'resumed', sentence };
  }
  return hasCheckpoint
    ? { nimg, kind: 'resumed', sentence: `The run went on ${from}.` }
    : { nimg, kind: 'started', sentence: 'The run started.' };
}

/** What it says of how it ends; `reached` is the limit that ended it, where the studio looks after that limit. */
export const endSentence = (reached: StopReason | undefined, state: 'paused' | 'finished'): string =>
  reached === undefined ? `The run was ${state}.` : reachedSentences[reached];

const reachedSentences: Record<StopReason, string> = {
  kimg: 'The run was stopped at its length.',
  minutes: 'The run was stopped at its length.',
  time: 'The run was stopped at the time that was set for it.',
  kid: 'The run was stopped: its KID fell below the value that was set for it.',
};
