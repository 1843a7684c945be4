import { expect, it, vi } from 'vitest';
import { StudioError } from '../../contract/errors.ts';
import type { ComputeTask, FromCompute } from '../../protocol/messages.ts';
import { fakeCompute, settled } from '../testing/fake-compute.ts';
import { openSession } from './session.ts';

const task: ComputeTask = { type: 'probe', engine: 'auto', threads: 2 };
const words = { subject: 'The process of the test', next: 'Try again.' };

function rig() {
  const { compute, processes } = fakeCompute();
  const session = openSession(compute, task, words);
  return { session, processes };
}

it('starts a process in the environment for its task, and sends the task first', async () => {
  const { session, processes } = rig();
  session.stop('pause');
  await settled();
  expect(processes).toHaveLength(1);
  expect(processes[0].environment).toMatchObject({ TF_NUM_INTRAOP_THREADS: '2' });
  expect(processes[0].sent).toEqual([
    { type: 'task', task },
    { type: 'stop', reason: 'pause' },
  ]);
});

it('is ready, and ends', async () => {
  const { session, processes } = rig();
  await settled();
  processes[0].ready();
  await expect(session.ready).resolves.toMatchObject({ engine: 'wasm' });
  processes[0].end();
  await expect(session.ended).resolves.toBeUndefined();
});

it('ends with the failure that the process reported', async () => {
  const { session, processes } = rig();
  await settled();
  const error = { code: 'ENGINE_UNAVAILABLE', message: 'None.', data: { next: 'Set up.' } } as const;
  processes[0].tell({ type: 'failed', error });
  processes[0].exit({ code: 1 });
  for (const promise of [session.ready, session.ended])
    await expect(promise).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE', message: 'None.' });
});

it.each<[string, FromCompute]>([
  ['it has ended', { type: 'ended', reason: 'done' }],
  [
    'it has failed',
    { type: 'failed', error: { code: 'DISK_FULL', message: 'Full.', data: { next: 'Free.' } } },
  ],
])('waits a minute for a process that hangs while it exits after it said that %s', async (_, last) => {
  const { session, processes } = rig();
  await settled();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    processes[0].tell(last);
    vi.advanceTimersByTime(59_000);
    expect(processes[0].kills).toBe(0);
    vi.advanceTimersByTime(2_000);
    expect(processes[0].kills).toBe(1);
  } finally {
    vi.useRealTimers();
  }
  if (last.type === 'failed') await expect(session.ended).rejects.toMatchObject({ code: 'DISK_FULL' });
  else await expect(session.ended).resolves.toBeUndefined();
});

it('says why a process was gone, and what it wrote last', async () => {
  const { session, processes } = rig();
  await settled();
  processes[0].exit({ signal: 'SIGKILL', errorTail: 'first\nlast\n' });
  await expect(session.ended).rejects.toMatchObject({
    code: 'COMPUTE_CRASHED',
    message:
      'The process of the test stopped unexpectedly: it was killed, by a person or because memory ran out.',
    data: { next: 'Try again.', subject: 'last' },
  });
});

it('numbers what it asks, once the process is ready, and gives each answer to whoever asked', async () => {
  const { session, processes } = rig();
  const first = session.ask({ type: 'score', generatorFile: 'first' });
  const second = session.ask({ type: 'score', generatorFile: 'second' });
  await settled();
  expect(processes[0].sent).toHaveLength(1);
  processes[0].ready();
  await settled();
  const numbers = processes[0].sent.flatMap((message) => ('requestId' in message ? [message.requestId] : []));
  expect(new Set(numbers).size).toBe(2);
  const score = { value: 0, n: 1, resizer: 'none' };
  for (const [i, requestId] of [...numbers.entries()].toReversed())
    processes[0].tell({ type: 'scored', requestId, kid: score, coverage: score, cpuMs: i });
  expect(await Promise.all([first, second])).toMatchObject([{ cpuMs: 0 }, { cpuMs: 1 }]);
});

it('rejects what is not answered before the end, and what is asked after it', async () => {
  const { session, processes } = rig();
  await settled();
  processes[0].ready();
  const asked = session.ask({ type: 'score', generatorFile: 'generator' });
  await settled();
  processes[0].exit({ signal: 'SIGSEGV' });
  await expect(asked).rejects.toMatchObject({ message: expect.stringContaining('SIGSEGV') });
  await expect(session.ask({ type: 'score', generatorFile: 'generator' })).rejects.toMatchObject({
    code: 'COMPUTE_CRASHED',
  });
});

it('ends a process that answers something else than it was asked', async () => {
  const { session, processes } = rig();
  await settled();
  processes[0].ready();
  const asked = session.ask({ type: 'score', generatorFile: 'generator' });
  await settled();
  processes[0].tell({ type: 'found-faces', requestId: 1, faces: [], ms: 0 });
  await expect(asked).rejects.toThrow('score was answered with found-faces');
  expect(processes[0].kills).toBe(1);
});

it('ends a process whose message cannot be dealt with, for that reason', async () => {
  const { session, processes } = rig();
  const full = new Error('the disk is full');
  session.on('compiling', () => {
    throw full;
  });
  await settled();
  processes[0].tell({ type: 'compiling' });
  await expect(session.ended).rejects.toBe(full);
  expect(processes[0].kills).toBe(1);
});

it('is killed at once, and the first reason counts', async () => {
  const { session, processes } = rig();
  await settled();
  const reason = new StudioError('CANCELLED', 'Enough.', { next: 'Again.' });
  session.kill(reason);
  session.kill(new Error('another'));
  await expect(session.ended).rejects.toBe(reason);
  await expect(session.ready).rejects.toBe(reason);
  expect(processes[0].kills).toBe(1);
});

it('starts nothing when it was aborted before', async () => {
  const { compute, processes } = fakeCompute();
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(openSession(compute, task, { ...words, signal }).ended).rejects.toThrow('enough');
  await settled();
  expect(processes).toEqual([]);
});

it('starts nothing when it is aborted while its environment is looked for', async () => {
  const { compute, processes } = fakeCompute();
  const environment = Promise.withResolvers<Record<string, string>>();
  const environmentFor = vi.fn(() => environment.promise);
  const controller = new AbortController();
  const { signal } = controller;
  const session = openSession({ ...compute, environmentFor }, task, { ...words, signal });
  controller.abort(new Error('enough'));
  await expect(session.ended).rejects.toThrow('enough');
  environment.resolve({});
  await settled();
  expect(environmentFor).toHaveBeenCalledExactlyOnceWith(task);
  expect(processes).toEqual([]);
});

it('kills its process when it is aborted', async () => {
  const { compute, processes } = fakeCompute();
  const controller = new AbortController();
  const session = openSession(compute, task, { ...words, signal: controller.signal });
  await settled();
  controller.abort(new Error('enough'));
  await expect(session.ended).rejects.toThrow('enough');
  expect(processes[0].kills).toBe(1);
});

it('starts nothing when there is no environment for its task, and says why', async () => {
  const { compute, processes } = fakeCompute();
  const error = new StudioError('ENGINE_UNAVAILABLE', 'No engine works here.', { next: 'Set one up.' });
  const environmentFor = () => Promise.reject(error);
  const session = openSession({ ...compute, environmentFor }, task, words);
  await expect(session.ready).rejects.toBe(error);
  await expect(session.ended).rejects.toBe(error);
  expect(processes).toEqual([]);
});
