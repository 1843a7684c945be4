// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { Job } from '../../../main/contract/system/jobs.ts';
import { answer } from '../../testing/fake-studio.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { TrainScreen } from './TrainScreen.tsx';

vi.mock('../../client/studio.ts', () => import('../../testing/fake-studio.ts'));

function showWith(jobs: readonly Job[]): void {
  answer({ datasets: { list: () => [] }, runs: { list: () => [] }, jobs: { list: () => [...jobs] } });
  renderPage(<TrainScreen view={{ screen: 'train' }} />);
}

test('without a dataset, says that training needs one', async () => {
  showWith([]);
  await screen.findByRole('region', { name: 'Training needs a dataset' });
  expect(screen.getByRole('button', { name: 'Go to Datasets' })).toBeDefined();
});

test('does not ask for what is being imported already', async () => {
  const job = Job.parse({
    id: 'job-1',
    kind: 'import',
    title: 'Draw sample faces',
    state: 'running',
    startedAt: '2026-01-01T12:00:00.000Z',
  });
  showWith([job]);
  await screen.findByRole('region', { name: 'The first dataset is being made' });
  expect(screen.queryByText(/Drop a folder of face photos/)).toBeNull();
});
