import { describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../contract/errors.ts';
import type { Job } from '../../contract/system/jobs.ts';
import { createLogger, type LogLine } from '../base/log.ts';
import { Jobs } from './jobs.ts';
import { ProgressMeter } from './progress-meter.ts';

describe('Jobs', () => {
  const lines: LogLine[] = [];
  const make = () => new Jobs(createLogger((line) => lines.push(line)));
  const title = { kind: 'import', title: 'Test' } as const;

  it('streams snapshots up to the ended job', async () => {
    const jobs = make();
    const { id } = jobs.start(title, async ({ report }) => {
      report({ done: 1, total: 2, unit: 'pictures' });
      await new Promise((resolve) => setImmediate(resolve));
      return { kind: 'export', files: ['a'] };
    });
    const seen: Job[] = [];
    for await (const job of jobs.watch(id)) seen.push(job);
    expect(seen[0]).toMatchObject({ state: 'running', progress: { done: 1 } });
    expect(seen.at(-1)).toMatchObject({
      state: 'done',
      result: { files: ['a'] },
      endedAt: expect.any(String),
    });
    expect(jobs.changes.listenerCount).toBe(0);
    const after: Job[] = [];
    for await (const job of jobs.watch(id)) after.push(job);
    expect(after.map((job) => job.state)).toEqual(['done']);
  });

  it('tells cancelled, known and unknown failures apart, and hides the text of the unknown', async () => {
    const jobs = make();
    const cancelled = jobs.start(title, async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return signal.throwIfAborted() as undefined;
    });
    jobs.cancel(cancelled.id);
    expect(await jobs.whenEnded(cancelled.id)).toMatchObject({ state: 'cancelled' });
    const known = jobs.start(title, () =>
      Promise.reject(new StudioError('DISK_FULL', 'Full.', { next: 'Tidy up.' })),
    );
    expect(await jobs.whenEnded(known.id)).toMatchObject({
      state: 'failed',
      error: { code: 'DISK_FULL', data: { next: 'Tidy up.' } },
    });
    const unknown = jobs.start(title, () => Promise.reject(new Error('secret detail')));
    const { error } = await jobs.whenEnded(unknown.id);
    expect(error).toMatchObject({ code: 'INTERNAL', data: { errorId: expect.any(String) } });
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(
      lines.find((line) => line.fields['errorId'] === error?.data.errorId)?.fields['error'],
    ).toMatchObject({ message: 'secret detail' });
  });

  it('shows the newest progress also when nothing comes after it, and none after the end', async () => {
    vi.useFakeTimers();
    try {
      const jobs = make();
      const shown: (number | undefined)[] = [];
      jobs.changes.listen(({ state, progress }) => state === 'running' && shown.push(progress?.done));
      const { promise: end, resolve } = Promise.withResolvers<void>();
      let report: (done: number) => void = () => undefined;
      const { id } = jobs.start(title, async (context) => {
        report = (done) => context.report({ done, unit: 'pictures' });
        for (const done of [1, 2, 3]) report(done);
        await end;
        return undefined;
      });
      expect(shown).toEqual([undefined, 1]);
      vi.advanceTimersByTime(99);
      expect(shown).toEqual([undefined, 1]);
      vi.advanceTimersByTime(1);
      expect(shown).toEqual([undefined, 1, 3]);
      report(4);
      resolve();
      expect(await jobs.whenEnded(id)).toMatchObject({ state: 'done', progress: { done: 4 } });
      report(5);
      vi.advanceTimersByTime(1000);
      expect(shown).toEqual([undefined, 1, 3]);
      expect(jobs.get(id).progress?.done).toBe(4);
    } finally {
      vi.useRealTimers();
    }
  });

  it('are what they came to, whatever those who listen do', async () => {
    const jobs = make();
    jobs.changes.listen(({ state }) => {
      if (state !== 'running') throw new Error('a window that is gone');
    });
    const done = jobs.start(title, async () => ({ kind: 'export', files: ['a'] }));
    expect(await jobs.whenEnded(done.id)).toMatchObject({ state: 'done', result: { files: ['a'] } });
    const failed = jobs.start(title, () => Promise.reject(new Error('x')));
    expect(await jobs.whenEnded(failed.id)).toMatchObject({ state: 'failed' });
  });

  it('knows only its own jobs, and keeps the last fifty that ended', async () => {
    const jobs = make();
    const ids = Array.from({ length: 60 }, () => jobs.start(title, async () => undefined).id);
    await Promise.all(ids.map((id) => jobs.whenEnded(id)));
    expect(jobs.list()).toHaveLength(50);
    expect(() => jobs.get(ids[0])).toThrow(expect.objectContaining({ code: 'JOB_NOT_FOUND' }));
  });
});

describe('ProgressMeter', () => {
  it('reads rate and time left from the last seconds only', () => {
    let nowMs = 0;
    const meter = new ProgressMeter('pictures', 0, () => nowMs);
    nowMs = 1000;
    expect(meter.read(10, 100)).toEqual({ done: 10, total: 100, unit: 'pictures', rate: 10, secondsLeft: 9 });
    for (let second = 2; second <= 30; second++) {
      nowMs = second * 1000;
      meter.read(10 + second, 100);
    }
    nowMs = 31_000;
    expect(meter.read(41, 100).rate).toBeCloseTo(1, 1);
    expect(new ProgressMeter('kimg', 0, () => 0).read(0)).toEqual({ done: 0, unit: 'kimg' });
    const early = new ProgressMeter('pictures', 0, () => nowMs);
    nowMs++;
    expect(early.read(32, 100)).toEqual({ done: 32, total: 100, unit: 'pictures' });
  });
});
