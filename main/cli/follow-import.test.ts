import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../contract/errors.ts';
import { ImportId, JobId } from '../contract/ids.ts';
import type { Job } from '../contract/system/jobs.ts';
import { followImport } from './follow-import.ts';
import { Output } from './output.ts';

const jobId = JobId.parse('import-1');
const runningJob: Job = {
  ...{ id: jobId, kind: 'import', title: 'Import faces', state: 'running' },
  startedAt: '2026-01-01T00:00:00.000Z',
};

/** A client whose import ends as told; `kept` are the imports that wait before and after it. */
function clientWith(ended: Job, kept: { before: string[]; after: string[] }, onWatch = () => undefined) {
  let hasEnded = false;
  return {
    imports: {
      unfinished: async () => (hasEnded ? kept.after : kept.before).map((id) => ({ id: ImportId.parse(id) })),
    },
    jobs: {
      watch: async () =>
        (async function* () {
          yield runningJob;
          onWatch();
          hasEnded = true;
          yield ended;
        })(),
      cancel: vi.fn(async () => undefined),
    },
  };
}

const cancelled: Job = { ...runningJob, state: 'cancelled' };
const failed: Job = {
  ...runningJob,
  state: 'failed',
  error: new StudioError('DISK_FULL', 'The disk is full.', { next: 'Make room.' }).toReport(),
};

describe('an import that is followed', () => {
  let printed = '';
  beforeEach(() => {
    printed = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  });
  afterEach(() => vi.restoreAllMocks());

  const follow = (client: ReturnType<typeof clientWith>, resumed?: string) =>
    followImport(client, {
      start: async () => ({ jobId }),
      resumed,
      output: new Output(true),
      library: '/faces',
    });

  it('says how to go on after a cancel, with the import that was kept and no other', async () => {
    const client = clientWith(cancelled, {
      before: ['older', 'another'],
      after: ['mine', 'older', 'another'],
    });
    const ended = follow(client);
    await expect(ended).rejects.toThrow('Cancelled.');
    await expect(ended).rejects.not.toThrow('Nothing');
    await expect(ended).rejects.toMatchObject({
      code: 'CANCELLED',
      data: { next: 'Go on with it: npm run -s faceloom -- import --resume mine --library /faces' },
    });
  });

  it('does not name one that nothing was kept of', async () => {
    const client = clientWith(cancelled, { before: ['older'], after: ['older'] });
    await expect(follow(client)).rejects.toMatchObject({ data: { next: 'Start it again when you like.' } });
  });

  it('says how to go on with one that went on, and what to do first after a failure', async () => {
    const client = clientWith(failed, { before: ['mine', 'older'], after: ['older', 'mine'] });
    await expect(follow(client, 'mine')).rejects.toMatchObject({
      code: 'DISK_FULL',
      data: { next: expect.stringMatching(/^Make room\. Go on with it: .*--resume mine/) },
    });
  });

  it('says at once that it is stopping', async () => {
    const listener = () => process.listeners('SIGTERM').at(-1)?.('SIGTERM');
    const client = clientWith(cancelled, { before: [], after: [] }, () => void listener());
    await expect(follow(client)).rejects.toThrow('Cancelled.');
    expect(printed).toContain('Stopping … Press Ctrl-C again to end now.');
    expect(client.jobs.cancel).toHaveBeenCalledWith({ id: jobId });
  });
});
