import type { TimelineEvent } from '../../../../main/contract/runs/health.ts';

/** How much an event asks for attention. */
export type EventTone = 'calm' | 'warning' | 'bad';

/** Events that stand too close to each other on an axis to be told apart. */
export interface EventCluster {
  /** Images shown at the first of them. */
  nimg: number;
  events: readonly TimelineEvent[];
  tone: EventTone;
}

const tones: Record<TimelineEvent['kind'], EventTone> = {
  health: 'warning',
  started: 'calm',
  adjusted: 'calm',
  'taken-over': 'calm',
  resumed: 'calm',
  paused: 'calm',
  finished: 'calm',
  interrupted: 'bad',
  failed: 'bad',
  'rolled-back': 'calm',
  pinned: 'calm',
  damaged: 'bad',
};
const order: readonly EventTone[] = ['calm', 'warning', 'bad'];

export const eventTone = ({ kind }: TimelineEvent): EventTone => tones[kind];

/**
 * Events by their place, those within `apart` images of the first of a cluster together. What happened after the newest
 * row, before the run went back, stands at the newest.
 */
export function clusterEvents(
  events: readonly TimelineEvent[],
  { apart, newest }: { apart: number; newest: number },
): EventCluster[] {
  const placed = events
    .map((event) => ({ event, nimg: Math.min(event.nimg, newest) }))
    .sort((a, b) => a.nimg - b.nimg);
  const clusters: { nimg: number; events: TimelineEvent[]; tone: EventTone }[] = [];
  for (const { event, nimg } of placed) {
    const last = clusters.at(-1);
    const tone = eventTone(event);
    if (last === undefined || nimg - last.nimg > apart) {
      clusters.push({ nimg, events: [event], tone });
      continue;
    }
    last.events.push(event);
    if (order.indexOf(tone) > order.indexOf(last.tone)) last.tone = tone;
  }
  return clusters;
}
