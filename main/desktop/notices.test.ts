import { expect, test } from 'vitest';
import type { TimelineEvent } from '../contract/runs/health.ts';
import type { Run } from '../contract/runs/runs.ts';
import type { Job } from '../contract/system/jobs.ts';
import { noticeOfJob, noticeOfRun } from './notices.ts';

const run = { name: 'portraits' } as Run;
const event = (change: Partial<TimelineEvent>): TimelineEvent => ({
  ...{ nimg: 1000, at: '2026-01-01T00:00:00.000Z', kind: 'finished', sentence: 'The run was finished.' },
  ...change,
});

test.each(['finished', 'paused', 'failed', 'interrupted'] as const)('a run that is %s says so', (kind) => {
  expect(noticeOfRun({ run, event: event({ kind, sentence: 'It ended.' }) })).toEqual({
    title: 'portraits',
    body: 'It ended.',
  });
});

test('the coach is heard where it waits for a person', () => {
  const waits = event({ kind: 'health', sentence: 'Faces repeat.', suggestion: 'Add pictures.' });
  expect(noticeOfRun({ run, event: waits })?.body).toBe('Faces repeat. Add pictures.');
  expect(noticeOfRun({ run, event: { ...waits, action: 'Went back.' } })).toBeUndefined();
});

test.each(['started', 'resumed', 'pinned', 'adjusted'] as const)('nobody is told of %s', (kind) => {
  expect(noticeOfRun({ run, event: event({ kind }) })).toBeUndefined();
});

const ended = (minutes: number, change: Partial<Job>): Job =>
  ({
    ...{ id: 'import-1', kind: 'import', title: 'Import portraits', state: 'done' },
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString(),
    ...change,
  }) as Job;

test('long work says that it is done or has failed', () => {
  const result = { kind: 'import', imported: 96 } as Job['result'];
  expect(noticeOfJob(ended(5, { result }))?.body).toBe('96 faces are ready.');
  const error = { code: 'DISK_FULL', message: 'The disk is full.', data: { next: '' } } as const;
  expect(noticeOfJob(ended(5, { state: 'failed', error }))).toEqual({
    title: 'Import portraits failed',
    body: 'The disk is full.',
  });
});

test('short work, cancelled work and trainings say nothing here', () => {
  expect(noticeOfJob(ended(0.2, {}))).toBeUndefined();
  expect(noticeOfJob(ended(5, { state: 'cancelled' }))).toBeUndefined();
  expect(noticeOfJob(ended(5, { kind: 'train' }))).toBeUndefined();
  expect(noticeOfJob(ended(5, { state: 'running', endedAt: undefined }))).toBeUndefined();
});
