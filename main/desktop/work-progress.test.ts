import { expect, test, vi } from 'vitest';
import { JobId } from '../contract/ids.ts';
import type { Job } from '../contract/system/jobs.ts';
import { WorkProgress } from './work-progress.ts';

const job = (id: string, change: Partial<Job>): Job => ({
  id: JobId.parse(id),
  kind: 'import',
  title: id,
  state: 'running',
  startedAt: '2026-01-01T00:00:00.000Z',
  ...change,
});
const kimg = (done: number, total?: number, rate?: number) => ({
  done,
  unit: 'kimg',
  ...(total === undefined ? {} : { total }),
  ...(rate === undefined ? {} : { rate }),
});

test('the training comes before other work, and runs that wait are not work', () => {
  let isTraining = false;
  const progress = new WorkProgress(() => isTraining);
  expect(progress.fraction).toBe(-1);
  progress.update(job('train-2', { kind: 'train', progress: kimg(3) }));
  expect(progress.fraction).toBe(-1);
  progress.update(job('import-1', { progress: { done: 10, total: 40, unit: 'pictures' } }));
  expect(progress.fraction).toBe(0.25);
  isTraining = true;
  progress.update(job('train-1', { kind: 'train', progress: { done: 1, total: 2, unit: 'pictures' } }));
  expect(progress.fraction).toBeGreaterThan(1);
  progress.update(job('train-1', { kind: 'train', progress: kimg(6, 8, 0.1) }));
  expect(progress.fraction).toBe(0.75);
  isTraining = false;
  progress.update(job('train-1', { kind: 'train', state: 'done' }));
  expect(progress.fraction).toBe(0.25);
  progress.update(job('import-1', { state: 'failed' }));
  expect(progress.fraction).toBe(-1);
});

test('work whose end is not known is shown as such', () => {
  const progress = new WorkProgress(() => false);
  progress.update(job('import-1', {}));
  expect(progress.fraction).toBeGreaterThan(1);
  progress.update(job('import-1', { progress: { done: 5, unit: 'pictures' } }));
  expect(progress.fraction).toBeGreaterThan(1);
});

test('a window is told of what can be seen', () => {
  const progress = new WorkProgress(() => false);
  const [first, second] = [{ setProgressBar: vi.fn() }, { setProgressBar: vi.fn() }];
  progress.showOn(first);
  for (const done of [0, 1, 2, 500, 501, 502])
    progress.update(job('import-1', { progress: { done, total: 1000, unit: 'pictures' } }));
  progress.showOn(undefined);
  progress.update(job('import-1', { progress: { done: 700, total: 1000, unit: 'pictures' } }));
  progress.showOn(second);
  progress.update(job('import-1', { state: 'done' }));
  expect(first.setProgressBar.mock.calls.flat()).toEqual([0, 0.5]);
  expect(second.setProgressBar.mock.calls.flat()).toEqual([0.7, -1]);
});
