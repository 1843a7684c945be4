// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { Job } from '../../../main/contract/system/jobs.ts';
import { answer, inputsOf } from '../../testing/fake-studio.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { CudaSetup } from './CudaSetup.tsx';

vi.mock('../../client/studio.ts', () => import('../../testing/fake-studio.ts'));

const possible = {
  state: 'possible',
  folder: '/cache/tensorflow',
  ...{ downloadBytes: 2_200_000_000, keptBytes: 3_500_000_000, peakDiskBytes: 6_000_000_000 },
} as const;

const running = Job.parse({
  ...{ id: 'set-up-1', kind: 'set-up-cuda', title: 'TensorFlow for graphics cards', state: 'running' },
  progress: { done: 500_000_000, total: 2_000_000_000, unit: 'bytes', note: '1 of 10, downloading 40 %' },
  startedAt: '2026-01-01T12:00:00.000Z',
});

beforeEach(() => {
  answer({
    system: { cudaSetup: () => possible, setUpCuda: () => ({ jobId: running.id }) },
    jobs: { list: () => [], cancel: () => ({}) },
  });
});

test('says what a set-up takes, and begins it', async () => {
  const user = renderPage(<CudaSetup />);
  const text = (await screen.findByText(/a download of about/)).textContent;
  expect(text).toMatch(/2\.2 GB.*keeps 3\.5 GB in \/cache\/tensorflow.*6\.0 GB of disk for a moment/);
  await user.click(screen.getByRole('button', { name: 'Set up' }));
  expect(inputsOf('system.setUpCuda')).toHaveLength(1);
});

test('shows how far it is, and cancels it', async () => {
  answer({ jobs: { list: () => [running] } });
  const user = renderPage(<CudaSetup />);
  expect(await screen.findByText(/500 MB of 2\.0 GB/)).toBeDefined();
  expect(screen.getByText('1 of 10, downloading 40 %')).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Set up' })).toBeNull();
  await user.click(screen.getByRole('button', { name: /^Cancel/ }));
  expect(inputsOf('jobs.cancel')).toEqual([{ id: running.id }]);
});

test('says why there is nothing to set up', async () => {
  answer({
    system: { cudaSetup: () => ({ state: 'impossible', reason: 'No room.', next: 'Make some.' }) },
  });
  renderPage(<CudaSetup />);
  expect(await screen.findByText('No room. Make some.')).toBeDefined();
  expect(screen.queryByRole('button')).toBeNull();
});

test('says that it was done', async () => {
  answer({ system: { cudaSetup: () => ({ state: 'ready' }) } });
  renderPage(<CudaSetup />);
  expect(await screen.findByText(/is set up/)).toBeDefined();
});
