import { expect, test } from 'vitest';
import type { TimelineEvent } from '../../../../main/contract/runs/health.ts';
import { clusterEvents } from './cluster-events.ts';

const event = (kind: TimelineEvent['kind'], nimg: number): TimelineEvent => ({
  kind,
  nimg,
  at: '2026-01-02T03:04:05.000Z',
  sentence: `${kind} at ${nimg}.`,
});

test('events that stand close together are one mark, in the tone of the worst', () => {
  const events = [event('started', 0), event('paused', 1000), event('resumed', 1000), event('health', 1050)];
  const clusters = clusterEvents([...events, event('failed', 5000)], { apart: 100, newest: 9000 });
  expect(clusters.map(({ nimg, tone, events: { length } }) => [nimg, tone, length])).toEqual([
    [0, 'calm', 1],
    [1000, 'warning', 3],
    [5000, 'bad', 1],
  ]);
});

test('a mark never grows wider than what cannot be told apart', () => {
  const events = Array.from({ length: 10 }, (_, i) => event('health', i * 60));
  const clusters = clusterEvents(events, { apart: 100, newest: 9000 });
  for (const { nimg, events: inside } of clusters)
    expect(Math.max(...inside.map((each) => each.nimg)) - nimg).toBeLessThanOrEqual(100);
});

test('what happened before the run went back stands at the newest row, wherever it was recorded', () => {
  const clusters = clusterEvents([event('health', 5000), event('resumed', 4000)], {
    apart: 10,
    newest: 4100,
  });
  expect(clusters.map(({ nimg }) => nimg)).toEqual([4000, 4100]);
});
