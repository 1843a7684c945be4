import { existsSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askWorker } from '../job-folder/control.ts';
import { jobPaths } from '../job-folder/job-paths.ts';
import {
  beatSeconds,
  type JobState,
  readJobState,
  silentSeconds,
  writeJobState,
} from '../job-folder/job-state.ts';
import { MessageLog } from '../job-folder/message-log.ts';
import { config, messagesOf, testJob } from '../job-folder/testing/test-job.ts';
import { type FakeProcess, fakeCompute, settled } from '../studio/testing/fake-compute.ts';
import { writeScriptedCheckpoint } from '../studio/testing/scripted-checkpoint.ts';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { startWorker } from './worker.ts';

const path = tempFolderPerTest();
let folder = '';
beforeEach(async () => {
  folder = await testJob(path('shared'), 'run-1');
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A process that ends when it is asked to. */
const obedient = (process: FakeProcess) => {
  process.onReceive = ({ type }) => {
    if (type !== 'stop') return;
    process.tell({ type: 'ended', reason: 'stopped' });
    process.exit({ code: 0 });
  };
};

function start(say: (line: string) => void = () => undefined) {
  const { compute, processes } = fakeCompute(obedient);
  return { worker: startWorker(folder, { openCompute: () => compute, threads: 1, say }), processes };
}

const messages = () => messagesOf(folder);

/** Another worker, on a computer whose processes cannot be looked for. */
const other: JobState = {
  ...{ version: 1, state: 'working', worker: 'other', host: 'elsewhere', pid: 7, beat: 3 },
};
const save = (nimg: number) => writeScriptedCheckpoint(jobPaths(folder).checkpoints, config, nimg);

describe('a worker whose job another one has taken over', () => {
  const ways: [string, (process: FakeProcess) => void][] = [
    ['it shows that it lives', () => vi.advanceTimersByTime(beatSeconds * 1000)],
    [
      'it has saved a checkpoint',
      (process) => process.tell({ type: 'checkpoint', name: save(16), nimg: 16, sizeBytes: 1 }),
    ],
    ['its training went back', (process) => process.tell({ type: 'rewound', nimg: 8 })],
    [
      'its training has ended',
      (process) => {
        process.tell({ type: 'ended', reason: 'finished' });
        process.exit({ code: 0 });
      },
    ],
    ['its training has failed', (process) => process.exit({ signal: 'SIGKILL' })],
  ];
  it.each(ways)('leaves the job as it is: %s', async (_when, notice) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { worker, processes } = start();
    const failed = expect(worker.ended).rejects.toMatchObject({
      code: expect.stringMatching(/^(JOB_FOLDER_UNUSABLE|COMPUTE_CRASHED)$/),
    });
    await vi.waitFor(() => expect(processes).toHaveLength(1), { timeout: 300_000 });
    const [process] = processes;
    if (process === undefined) throw new Error('there is no process');
    const newest = save(320);
    const before = await messages();
    const state = { ...other, checkpoint: newest };
    await writeJobState(folder, state);
    notice(process);
    await failed;
    expect(await messages()).toEqual(before);
    expect(await readJobState(folder)).toEqual(state);
    expect(existsSync(`${jobPaths(folder).checkpoints}/${newest}`)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is one of two that began together, and the other one goes on to the end', async () => {
    const workers = [start(), start()];
    const all = Promise.allSettled(workers.map(({ worker }) => worker.ended));
    await vi.waitFor(
      async () => expect(await messages()).toContainEqual(expect.objectContaining({ type: 'began' })),
      { timeout: 300_000 },
    );
    askWorker(folder, 'stop');
    const endings = await all;
    expect(endings.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await messages()).not.toContainEqual(expect.objectContaining({ type: 'failed' }));
    expect((await messages()).at(-1)).toEqual({ type: 'ended', reason: 'stopped' });
    expect(await readJobState(folder)).toMatchObject({ state: 'ended' });
  });
});

describe('a worker that waited for another one', () => {
  /** Starts one; the other writes that state once it is waited for. */
  async function startAfter(state: Partial<JobState>) {
    const [older, newer] = [save(160), save(320)];
    await writeJobState(folder, { ...other, checkpoint: older });
    const started = start((line) => {
      if (line.startsWith('Another worker was here'))
        void writeJobState(folder, { ...other, checkpoint: newer, ...state });
    });
    return { ...started, newer };
  }

  it('goes on from the checkpoint that the other one has saved meanwhile', async () => {
    const { worker, newer } = await startAfter({ state: 'again' });
    askWorker(folder, 'stop');
    expect(await worker.ended).toBe('stopped');
    expect(await messages()).toContainEqual({ type: 'rewound', nimg: 320 });
    expect(await readJobState(folder)).toMatchObject({ checkpoint: newer });
    expect(existsSync(`${jobPaths(folder).checkpoints}/${newer}`)).toBe(true);
  });

  it('leaves a job that the other one has ended', async () => {
    const { worker } = await startAfter({ state: 'ended' });
    askWorker(folder, 'stop');
    await expect(worker.ended).rejects.toMatchObject({ message: 'This job has ended.' });
    expect(await messages()).toEqual([]);
  });

  it('looks again where its process died after it was read', async () => {
    await writeJobState(folder, { ...other, host: hostname() });
    vi.spyOn(process, 'kill').mockImplementation(() => {
      writeFileSync(jobPaths(folder).state, JSON.stringify({ ...other, state: 'ended' }));
      throw Object.assign(new Error('ESRCH'), { code: 'ESRCH' });
    });
    askWorker(folder, 'stop');
    await expect(start().worker.ended).rejects.toMatchObject({ message: 'This job has ended.' });
  });
});

describe('a worker whose share goes away', () => {
  it('bears it for a moment, and ends before another one may begin', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { worker, processes } = start();
    const failed = expect(worker.ended).rejects.toMatchObject({ code: expect.any(String) });
    await vi.waitFor(() => expect(processes).toHaveLength(1), { timeout: 300_000 });
    renameSync(path('shared'), path('away'));
    const beat = (times: number) => vi.advanceTimersByTime(times * beatSeconds * 1000);
    beat(1);
    for (let turn = 0; turn < 200; turn++) await settled();
    expect(processes[0]?.kills).toBe(0);
    // Half of the time after which another one takes it for dead.
    beat(Math.ceil(silentSeconds / 2 / beatSeconds) - 1);
    await vi.waitFor(() => expect(processes[0]?.kills).toBe(1), { timeout: 300_000 });
    await failed;
    renameSync(path('away'), path('shared'));
    // Another one goes on with what it last wrote.
    expect(await readJobState(folder)).toMatchObject({ state: 'working' });
  });
});

describe('a worker that cannot write its messages', () => {
  it('ends, with nothing left that keeps its process alive', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    writeFileSync(path('precious'), 'mine');
    symlinkSync(path('precious'), jobPaths(folder).messages);
    await expect(start().worker.ended).rejects.toMatchObject({ code: 'JOB_FOLDER_UNUSABLE' });
    expect(vi.getTimerCount()).toBe(0);
    expect(await readJobState(folder)).toMatchObject({ state: 'ended' });
    expect(readFileSync(path('precious'), 'utf8')).toBe('mine');
  });

  it('says why its training failed all the same, and ends the job', async () => {
    const { worker, processes } = start();
    const failed = expect(worker.ended).rejects.toMatchObject({ code: 'COMPUTE_CRASHED' });
    await vi.waitFor(() => expect(processes).toHaveLength(1), { timeout: 300_000 });
    vi.spyOn(MessageLog.prototype, 'append').mockImplementation(() => {
      throw new Error('the disk is full');
    });
    processes[0]?.exit({ signal: 'SIGKILL' });
    await failed;
    expect(await readJobState(folder)).toMatchObject({ state: 'ended' });
  });
});
