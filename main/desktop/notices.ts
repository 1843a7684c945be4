import type { TimelineEvent } from '../contract/runs/health.ts';
import type { Job } from '../contract/system/jobs.ts';
import type { RunNews } from '../studio/runs/run-feed.ts';

/** What a person who looks elsewhere is told: a title and a sentence. */
export interface Notice {
  title: string;
  body: string;
}

/** Work that took less is over before anybody has looked away, in milliseconds. */
const longWorkMs = 30_000;

const tellingKinds: ReadonlySet<TimelineEvent['kind']> = new Set([
  'finished',
  'paused',
  'failed',
  'interrupted',
]);

/** What a run has to say: that it has ended, or that its owner should decide something. */
export function noticeOfRun({ run, event }: RunNews): Notice | undefined {
  if (tellingKinds.has(event.kind)) return { title: run.name, body: event.sentence };
  // The coach has done by itself what it could; a suggestion without an action waits for a person.
  if (event.kind !== 'health' || event.suggestion === undefined || event.action !== undefined)
    return undefined;
  return { title: `${run.name}: a decision`, body: `${event.sentence} ${event.suggestion}` };
}

/** What long work has to say at its end; trainings tell it themselves. */
export function noticeOfJob({
  kind,
  title,
  state,
  result,
  error,
  startedAt,
  endedAt,
}: Job): Notice | undefined {
  if (kind === 'train' || endedAt === undefined) return undefined;
  if (Date.parse(endedAt) - Date.parse(startedAt) < longWorkMs) return undefined;
  if (state === 'failed') return { title: `${title} failed`, body: error?.message ?? 'It did not say why.' };
  if (state !== 'done') return undefined;
  return { title, body: result?.kind === 'import' ? `${result.imported} faces are ready.` : 'Done.' };
}
