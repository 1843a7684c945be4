import type { TimelineEvent } from '../../../contract/runs/health.ts';
import type { StopReason } from '../../../contract/runs/limits.ts';

/**
 * What a run's timeline says of how it begins; `passedOver` is the engine with which it has just failed, and `lost` says how it
 * lost its graphics card.
 */
export function beginningOf(
  nimg: number,
  hasCheckpoint: boolean,
  passedOver: { title: string; reason: string } | undefined,
  lost: { message: string } | undefined,
): Omit<TimelineEvent, 'at'> {
  const from = `from ${nimg / 1000} kimg`;
  if (passedOver !== undefined) {
    const { title, reason } = passedOver;
    const sentence = `${title} is passed over. ${reason} The run goes on ${from} with another engine.`;
    return { nimg, kind: 'resumed', sentence };
  }
  if (lost !== undefined)
    return { nimg, kind: 'resumed', sentence: `${lost.message} The run goes on by itself ${from}.` };
  return hasCheckpoint
    ? { nimg, kind: 'resumed', sentence: `The run went on ${from}.` }
    : { nimg, kind: 'started', sentence: 'The run started.' };
}

/** What ended a run where nobody asked for it: a limit that the studio looks after, or the computer, as a sentence. */
interface Cause {
  reached?: StopReason;
  pausedBecause?: string;
}

/** What it says of how it ends. */
export function endSentence({ reached, pausedBecause }: Cause, state: 'paused' | 'finished'): string {
  if (reached !== undefined) return reachedSentences[reached];
  return (state === 'paused' ? pausedBecause : undefined) ?? `The run was ${state}.`;
}

const reachedSentences: Record<StopReason, string> = {
  kimg: 'The run was stopped at its length.',
  minutes: 'The run was stopped at its length.',
  time: 'The run was stopped at the time that was set for it.',
  kid: 'The run was stopped: its KID fell below the value that was set for it.',
};
