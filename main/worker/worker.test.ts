import { appendFileSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../contract/errors.ts';
import { askWorker } from '../job-folder/control.ts';
import type { JobMessage } from '../job-folder/job-messages.ts';
import { jobPaths, sharedPaths } from '../job-folder/job-paths.ts';
import { readJobState, writeJobState } from '../job-folder/job-state.ts';
import { config, messagesOf, testJob } from '../job-folder/testing/test-job.ts';
import { type ComputeProcesses, computeProcesses } from '../studio/compute-process/compute-processes.ts';
import { type FakeProcess, fakeCompute, settled } from '../studio/testing/fake-compute.ts';
import { writeScriptedCheckpoint } from '../studio/testing/scripted-checkpoint.ts';
import { scriptedCompute } from '../studio/testing/scripted-compute.ts';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { startWorker } from './worker.ts';

const path = tempFolderPerTest();
const endless = { ...config, maxKimg: 1000 };
let folder = '';
beforeEach(async () => {
  folder = await testJob(path('shared'), 'run-1', { task: { config: endless } });
});

const start = (
  compute: ComputeProcesses = computeProcesses(scriptedCompute),
  say: (line: string) => void = () => undefined,
) => startWorker(folder, { openCompute: () => compute, threads: 1, say });

const messages = () => messagesOf(folder);

const steps = (all: readonly JobMessage[]) =>
  all.flatMap((message) => (message.type === 'steps' ? message.rows.map(({ nimg }) => nimg) : []));

/** Resolves when so many images were shown, by the messages. */
const reached = (nimg: number) =>
  vi.waitFor(async () => expect(steps(await messages()).at(-1) ?? 0).toBeGreaterThanOrEqual(nimg), {
    timeout: 300_000,
  });

describe('a worker', () => {
  it('trains a run to its end, and writes down what happens', async () => {
    folder = await testJob(path('shared'), 'run-2');
    expect(await start().ended).toBe('finished');
    const all = await messages();
    expect(all.map(({ type }) => type).slice(0, 4)).toEqual(['began', 'ready', 'sample', 'sample']);
    expect(all.at(-1)).toEqual({ type: 'ended', reason: 'finished' });
    expect(steps(all).at(-1)).toBe(320);
    expect(await readJobState(folder)).toMatchObject({ state: 'ended', checkpoint: '00000000320' });
    await expect(start().ended).rejects.toMatchObject({ message: 'This job has ended.' });
  });

  it.each([['pause', 'paused'] as const, ['stop', 'stopped'] as const])(
    'ends when a file asks for it: %s',
    async (request, ending) => {
      const worker = start();
      await reached(32);
      askWorker(folder, request);
      expect(await worker.ended).toBe(ending);
      expect((await messages()).at(-1)).toEqual({ type: 'ended', reason: ending });
    },
  );

  it('that has to leave is to be started again, and goes on from its checkpoint', async () => {
    const first = start();
    await reached(32);
    first.leave('The time of its job was nearly up.');
    expect(await first.ended).toBe('again');
    const { checkpoint } = (await readJobState(folder)) ?? {};
    const nimg = Number(checkpoint);
    expect((await messages()).at(-1)).toEqual({
      ...{ type: 'left', nimg, reason: 'The time of its job was nearly up.' },
    });
    const before = (await messages()).length;
    const second = start();
    await reached(nimg + 64);
    askWorker(folder, 'stop');
    expect(await second.ended).toBe('stopped');
    const after = (await messages()).slice(before);
    expect(after.slice(0, 2)).toMatchObject([
      { type: 'rewound', nimg },
      { type: 'began', nimg },
    ]);
    expect(steps(after)[0]).toBe(nimg + 32);
  });

  it('that is asked to pause while it waits to be started again ends at once', async () => {
    const first = start();
    await reached(32);
    first.leave('Its node is needed.');
    expect(await first.ended).toBe('again');
    askWorker(folder, 'pause');
    expect(await start().ended).toBe('paused');
  });

  it('goes on after a death from what its messages tell of', async () => {
    const worker = start();
    await reached(32);
    worker.leave('Its node is needed.');
    await worker.ended;
    const told = (await readJobState(folder))?.checkpoint ?? '';
    // As a compute process that outlived its worker would leave it.
    const { checkpoints, messages: file } = jobPaths(folder);
    writeScriptedCheckpoint(checkpoints, endless, Number(told) + 320);
    appendFileSync(file, '{"type":"steps","rows":[{"nim');
    await writeJobState(folder, {
      ...{ version: 1, state: 'working', worker: 'dead', host: (await import('node:os')).hostname() },
      ...{ pid: 2 ** 22 + 1, beat: 3, checkpoint: told },
    });
    const next = start();
    await reached(Number(told) + 32);
    askWorker(folder, 'stop');
    expect(await next.ended).toBe('stopped');
    expect(await messages()).toContainEqual({ type: 'rewound', nimg: Number(told) });
  });

  it('goes on from an older checkpoint where the newest is damaged', async () => {
    const { checkpoints } = jobPaths(folder);
    const older = writeScriptedCheckpoint(checkpoints, endless, 320);
    const newer = writeScriptedCheckpoint(checkpoints, endless, 640);
    writeFileSync(join(checkpoints, newer, 'training.safetensors'), 'other');
    await writeJobState(folder, {
      ...{
        version: 1,
        state: 'again',
        worker: 'gone',
        host: 'elsewhere',
        pid: 1,
        beat: 3,
        checkpoint: newer,
      },
    });
    const worker = start();
    await reached(Number(older) + 32);
    askWorker(folder, 'stop');
    await worker.ended;
    expect(await messages()).toContainEqual({ type: 'rewound', nimg: 320 });
  });

  it('keeps off a job that another one is at', async () => {
    const first = start();
    await reached(32);
    const state = await readJobState(folder);
    if (state === undefined) throw new Error('there is no state');
    // On another computer, where its process cannot be looked for; it lives.
    await writeJobState(folder, { ...state, host: 'elsewhere' });
    const lives = { ...state, host: 'elsewhere', beat: state.beat + 1 };
    const second = start(undefined, (line) => {
      if (line.includes('Waiting whether it still lives')) void writeJobState(folder, lives);
    });
    await expect(second.ended).rejects.toMatchObject({
      message: expect.stringContaining(`Another worker is at this job: process ${state.pid} on elsewhere`),
    });
    askWorker(folder, 'stop');
    expect(await first.ended).toBe('stopped');
  });

  it('keeps the newest checkpoints', async () => {
    const { compute, processes } = fakeCompute();
    const worker = start(compute);
    await vi.waitFor(() => expect(processes).toHaveLength(1), { timeout: 300_000 });
    const [process] = processes;
    const { checkpoints } = jobPaths(folder);
    for (const nimg of [8, 16, 24, 32]) {
      const name = writeScriptedCheckpoint(checkpoints, endless, nimg);
      process?.tell({ type: 'checkpoint', name, nimg, sizeBytes: 1 });
      await vi.waitFor(async () => expect((await readJobState(folder))?.checkpoint).toBe(name), {
        timeout: 300_000,
      });
    }
    await vi.waitFor(() => expect(readdirSync(checkpoints)).toEqual(['00000000024', '00000000032']), {
      timeout: 300_000,
    });
    process?.tell({ type: 'rewound', nimg: 24 });
    await vi.waitFor(() => expect(readdirSync(checkpoints)).toEqual(['00000000024']), { timeout: 300_000 });
    process?.exit({ signal: 'SIGKILL' });
    await expect(worker.ended).rejects.toMatchObject({ code: 'COMPUTE_CRASHED' });
    expect((await messages()).at(-1)).toMatchObject({ type: 'failed', error: { code: 'COMPUTE_CRASHED' } });
  });

  it('goes on with another engine where one fails', async () => {
    const { checkpoints } = jobPaths(folder);
    const script = async (process: FakeProcess) => {
      await settled();
      process.ready();
      if (processes.length === 1) {
        const name = writeScriptedCheckpoint(checkpoints, endless, 16);
        process.tell({ type: 'checkpoint', name, nimg: 16, sizeBytes: 1 });
        process.tell({ type: 'engine-failed', title: 'An engine', reason: 'It died.', isPassedOver: true });
        process.exit({ signal: 'SIGILL' });
      } else {
        process.tell({ type: 'ended', reason: 'finished' });
        process.exit({ code: 0 });
      }
    };
    const { compute, processes } = fakeCompute((process) => void script(process));
    expect(await start(compute).ended).toBe('finished');
    expect(processes[1]?.sent[0]).toMatchObject({
      task: { checkpointDir: join(checkpoints, '00000000016') },
    });
    expect((await messages()).map(({ type }) => type)).toEqual([
      ...['began', 'ready', 'checkpoint', 'engine-failed', 'rewound', 'ready', 'ended'],
    ]);
  });

  describe('whose graphics card is lost', () => {
    const lost = new StudioError('CARD_LOST', 'The graphics card was lost.', { next: 'Resume the run.' });
    /** Loses its card so many times, and then trains to the end. */
    const losing = (times: number) => {
      const script = async (process: FakeProcess) => {
        await settled();
        process.ready();
        if (processes.length <= times) process.tell({ type: 'failed', error: lost.toReport() });
        else process.tell({ type: 'ended', reason: 'finished' });
        process.exit({ code: processes.length <= times ? 1 : 0 });
      };
      const { compute, processes } = fakeCompute((process) => void script(process));
      return compute;
    };

    it('goes on by itself, once', async () => {
      expect(await start(losing(1)).ended).toBe('finished');
      const all = await messages();
      expect(all.map(({ type }) => type)).toEqual([
        ...['began', 'ready', 'left', 'rewound', 'began', 'ready', 'ended'],
      ]);
      expect(all[2]).toMatchObject({ reason: 'The graphics card was lost.' });
    });

    it('goes on with the next engine when it is lost again, where any may train', async () => {
      const script = async (process: FakeProcess) => {
        await settled();
        process.ready();
        if (processes.length > 2) process.tell({ type: 'ended', reason: 'finished' });
        else process.tell({ type: 'failed', error: lost.toReport() });
        if (processes.length === 2)
          process.tell({ type: 'engine-failed', title: 'A card', reason: lost.message, isPassedOver: true });
        process.exit({ code: processes.length > 2 ? 0 : 1 });
      };
      const { compute, processes } = fakeCompute((process) => void script(process));
      expect(await start(compute).ended).toBe('finished');
      const tasks = processes.map(({ sent: [first] }) => (first?.type === 'task' ? first.task : undefined));
      expect(tasks.map((task) => task?.type === 'train' && task.lostCard)).toEqual([undefined, true, true]);
      expect((await messages()).map(({ type }) => type)).toEqual([
        ...[
          'began',
          'ready',
          'left',
          'rewound',
          'began',
          'ready',
          'engine-failed',
          'rewound',
          'ready',
          'ended',
        ],
      ]);
    });

    it('fails with that when it is lost again', async () => {
      await expect(start(losing(2)).ended).rejects.toMatchObject({ code: 'CARD_LOST' });
      expect((await messages()).at(-1)).toMatchObject({ type: 'failed', error: { code: 'CARD_LOST' } });
    });
  });

  describe('of a job that ranks share', () => {
    const rankedFolder = (more: { checkpoint?: { folder: string; name: string } } = {}) =>
      testJob(path('shared'), 'run-2', { task: { config: endless, ranks: 2 }, ...more });
    const die = (process: FakeProcess) =>
      process.exit({ signal: 'SIGKILL', fault: 'rank 1 of 2 was killed', isEngineFault: false });

    it('starts them again from the newest checkpoint when one of them dies', async () => {
      const earlier = writeScriptedCheckpoint(path('earlier'), endless, 16);
      folder = await rankedFolder({ checkpoint: { folder: path('earlier'), name: earlier } });
      const { checkpoints } = jobPaths(folder);
      const script = async (process: FakeProcess) => {
        await settled();
        process.ready();
        if (processes.length === 1) die(process);
        else if (processes.length === 2) {
          const name = writeScriptedCheckpoint(checkpoints, endless, 24);
          process.tell({ type: 'checkpoint', name, nimg: 24, sizeBytes: 1 });
          die(process);
        } else {
          process.tell({ type: 'ended', reason: 'finished' });
          process.exit({ code: 0 });
        }
      };
      const { compute, processes } = fakeCompute((process) => void script(process));
      const asked: number[] = [];
      const openCompute = (ranks: number) => {
        asked.push(ranks);
        return compute;
      };
      expect(await startWorker(folder, { openCompute, threads: 1, say: () => undefined }).ended).toBe(
        'finished',
      );
      expect(asked).toEqual([2]);
      expect(processes.map(({ sent }) => sent[0])).toMatchObject([
        { task: { checkpointDir: join(checkpoints, '00000000016') } },
        { task: { checkpointDir: join(checkpoints, '00000000016') } },
        { task: { checkpointDir: join(checkpoints, '00000000024') } },
      ]);
      const all = await messages();
      const again = ['left', 'rewound', 'began', 'ready'];
      expect(all.map(({ type }) => type)).toEqual([
        ...['began', 'ready', ...again, 'checkpoint', ...again, 'ended'],
      ]);
      expect(all[2]).toMatchObject({ nimg: 16, reason: expect.stringContaining('rank 1 of 2 was killed') });
    });

    it('gives up when they die again and again without a new checkpoint', async () => {
      folder = await rankedFolder();
      const { compute, processes } = fakeCompute((process) => void settled().then(() => die(process)));
      await expect(start(compute).ended).rejects.toMatchObject({ code: 'COMPUTE_CRASHED' });
      expect(processes).toHaveLength(4);
      expect((await messages()).at(-1)).toMatchObject({ type: 'failed' });
    });

    it('is to be started again when its host ends them before the worker', async () => {
      folder = await rankedFolder();
      const { compute, processes } = fakeCompute();
      const worker = start(compute);
      await vi.waitFor(() => expect(processes).toHaveLength(1), { timeout: 300_000 });
      worker.leave('It was told to end by its scheduler or its system.');
      processes.forEach(die);
      expect(await worker.ended).toBe('again');
    });

    it('says in its messages why there can be none here', async () => {
      folder = await rankedFolder();
      const openCompute = () => {
        throw new StudioError('ENGINE_UNAVAILABLE', 'MPI is not installed.', { next: 'Install it.' });
      };
      await expect(
        startWorker(folder, { openCompute, threads: 1, say: () => undefined }).ended,
      ).rejects.toThrow();
      expect((await messages()).at(-1)).toMatchObject({
        ...{ type: 'failed', error: { code: 'ENGINE_UNAVAILABLE', data: { next: 'Install it.' } } },
      });
      expect(await readJobState(folder)).toMatchObject({ state: 'ended' });
    });
  });

  it('refuses pictures that have changed, and says so in its messages', async () => {
    const { pixels } = JSON.parse(readFileSync(jobPaths(folder).task, 'utf8'));
    const file = sharedPaths(path('shared')).pixelsFile(pixels);
    writeFileSync(file, 'other');
    await expect(start().ended).rejects.toMatchObject({ message: expect.stringContaining('pictures') });
    expect((await messages()).at(-1)).toMatchObject({
      ...{ type: 'failed', error: { code: 'JOB_FOLDER_UNUSABLE' } },
    });
  });

  it('refuses links in place of its folders, and writes nothing through them', async () => {
    const { checkpoints } = jobPaths(folder);
    rmSync(checkpoints, { recursive: true });
    writeScriptedCheckpoint(path('precious'), endless, 320);
    symlinkSync(path('precious'), checkpoints);
    await expect(start().ended).rejects.toMatchObject({ code: 'JOB_FOLDER_UNUSABLE' });
    expect(readdirSync(path('precious'))).toEqual(['00000000320']);
  });
});
