import { expect, it } from 'vitest';
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
});
