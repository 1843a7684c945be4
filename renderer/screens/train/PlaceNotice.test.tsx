// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Whereabouts } from '../../../main/contract/places/places.ts';
import { exampleRun } from '../../testing/examples.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { PlaceNotice } from './PlaceNotice.tsx';
import { StateMark } from './StateMark.tsx';

const since = '2026-01-01T12:00:00.000Z';
const place = { id: 'cluster', name: 'Cluster' };
const runAt = (whereabouts: Omit<Whereabouts, 'since'> | undefined) =>
  exampleRun({ state: 'running', place, whereabouts: whereabouts && { ...whereabouts, since } });

test.each<[Omit<Whereabouts, 'since'>, RegExp, string]>([
  [{ phase: 'sending' }, /being sent to Cluster/, 'being sent to Cluster'],
  [
    { phase: 'waiting', reason: 'JobArrayTaskLimit', scheduledAs: '7_2' },
    /^Waits at Cluster as job 7_2 since .+: JobArrayTaskLimit\.$/,
    'waiting at Cluster',
  ],
  [
    { phase: 'waiting', reason: 'Resources', startsAt: '2030-05-05T10:00:00.000Z' },
    /Resources\. It is expected to start/,
    'waiting at Cluster',
  ],
  [{ phase: 'training', host: 'node-7' }, /^Trains at Cluster, on node-7\.$/, 'training at Cluster'],
  [{ phase: 'lost', host: 'node-7' }, /^Lost sight of node-7 at Cluster since/, 'lost sight of at Cluster'],
])('says where a run is: %j', (whereabouts, sentence, mark) => {
  renderPage(
    <>
      <PlaceNotice run={runAt(whereabouts)} />
      <StateMark run={runAt(whereabouts)} />
    </>,
  );
  expect(screen.getByRole('status').textContent).toMatch(sentence);
  expect(screen.getByText(mark)).toBeDefined();
});

test('says nothing of a run that is here, or has come back', () => {
  renderPage(<PlaceNotice run={runAt(undefined)} />);
  renderPage(<PlaceNotice run={exampleRun()} />);
  expect(screen.queryByRole('status')).toBeNull();
});
