import { expect, it, onTestFinished, vi } from 'vitest';
import type { ComputeTask } from '../../protocol/messages.ts';
import { type FakeProcess, fakeCompute } from '../testing/fake-compute.ts';
import { Engines } from './engine-status.ts';

/** Engines whose trials go as a test says. */
function engines(act: (process: FakeProcess, task: ComputeTask) => void) {
  const { compute, processes } = fakeCompute((process) => {
    process.onReceive = (message) => {
      if (message.type === 'task') act(process, message.task);
    };
  });
  return { engines: new Engines(compute), processes };
}

it('tries each engine once, in a process of its own', async () => {
  const { engines: tried, processes } = engines((process) => {
    process.ready();
    process.end();
  });
  expect(await tried.statuses()).toMatchObject([
    { id: 'tensorflow', available: true, version: '0', threads: 1 },
    { id: 'wasm', available: true },
    { id: 'webgpu', available: true },
  ]);
  await tried.statuses();
  expect(processes).toHaveLength(3);
  expect(await tried.default()).toBe('tensorflow');
  expect(await tried.forTraining()).toBe('tensorflow');
});

it('says of each engine that stops or hangs what helps with that one', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { engines: tried } = engines((process, task) => {
    if (task.engine !== 'webgpu') process.exit({ signal: 'SIGILL' });
  });
  const statuses = tried.statuses();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await statuses).toMatchObject([
    { id: 'tensorflow', next: expect.stringContaining('setup:tensorflow') },
    { id: 'wasm', next: expect.not.stringContaining('tensorflow') },
    {
      id: 'webgpu',
      reason: 'It did not answer within a minute.',
      next: expect.stringContaining('driver of your graphics card'),
    },
  ]);
});

it('says why an engine cannot be used, and takes the other one', async () => {
  const { engines: tried } = engines((process, task) => {
    if (task.engine === 'tensorflow') process.exit({ signal: 'SIGILL' });
    else {
      process.ready();
      process.end();
    }
  });
  expect(await tried.statuses()).toMatchObject([
    {
      id: 'tensorflow',
      available: false,
      reason: expect.stringMatching(/^TensorFlow stopped unexpectedly: .*SIGILL/),
      next: expect.stringContaining('setup:tensorflow'),
    },
    { id: 'wasm', available: true },
    { id: 'webgpu', available: true },
  ]);
  expect(await tried.default()).toBe('wasm');
  // A card trains, and does nothing else; one that may be software does not train by itself.
  expect(await tried.forTraining()).toBe('webgpu');
  vi.stubEnv('FACELOOM_WEBGPU_SOFTWARE', '1');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await tried.forTraining()).toBe('wasm');
});
