// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { Job } from '../../../main/contract/system/jobs.ts';
import { exampleRun } from '../../testing/examples.ts';
import { answer, inputsOf } from '../../testing/fake-studio.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { RunNotice } from './RunNotice.tsx';

vi.mock('../../client/studio.ts', () => import('../../testing/fake-studio.ts'));

/** The studio trains, and is so far with it. */
function job(progress: Job['progress'], about?: unknown): void {
  const startedAt = '2026-01-01T12:00:00.000Z';
  const running = Job.parse({
    id: 'train-1',
    kind: 'train',
    title: 'Train',
    state: 'running',
    progress,
    about,
    startedAt,
  });
  answer({ jobs: { list: () => [running] } });
}

const note = 'Proving the engine: TensorFlow with oneDNN';

test('the proof of an engine is shown as progress before the first step', async () => {
  job({ done: 106, total: 424, unit: 'operations', note });
  renderPage(<RunNotice run={exampleRun({ state: 'queued' })} />);
  expect(await screen.findByText(note)).toBeDefined();
  expect(screen.getByText('106 of 424 operations')).toBeDefined();
  expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('25');
});

test('training itself is told of elsewhere', async () => {
  job({ done: 3, total: 100, unit: 'kimg' });
  renderPage(<RunNotice run={exampleRun({ state: 'running' })} />);
  await vi.waitFor(() => expect(inputsOf('jobs.list')).not.toEqual([]), { timeout: 300_000 });
  expect(screen.queryByTestId('run-preparation')).toBeNull();
});

test.each([
  ['sending', true],
  ['waiting', false],
  ['training', false],
  ['lost', false],
] as const)('a run elsewhere that is %s gets ready: %s', async (phase, isGettingReady) => {
  job({ done: 0, total: 1, unit: 'runs', note: 'Sending to Box' }, { kind: 'run', id: 'run-1' });
  const whereabouts = { phase, since: '2026-01-01T12:00:00.000Z' };
  const run = exampleRun({ state: 'running', place: { id: 'box', name: 'Box' }, whereabouts });
  renderPage(<RunNotice run={run} />);
  expect(await screen.findByRole('status', { name: 'Where it is' })).toBeDefined();
  await vi.waitFor(() => expect(inputsOf('jobs.list')).not.toEqual([]), { timeout: 300_000 });
  if (isGettingReady) expect(await screen.findByText('Sending to Box')).toBeDefined();
  expect(screen.queryByTestId('run-preparation') !== null).toBe(isGettingReady);
});
