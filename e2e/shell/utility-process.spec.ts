import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { readExitStatus } from '../../main/studio/compute-process/exit-status.ts';
import { forkUtility } from './utility-process.ts';

/** The stand-in ends processes as Electron does, and the program reads that. */
const program = `
  process.parentPort.on('message', ({ data }) => {
    if (data.exit !== undefined) process.exit(data.exit);
    process.parentPort.postMessage({ echo: data, hasSend: process.send !== undefined });
  });`;

let dir: string;
let file: string;
test.beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'faceloom-utility-'));
  file = path.join(dir, 'entry.mjs');
  await writeFile(file, program);
});
test.afterAll(() => rm(dir, { recursive: true }));

test('has no pid before it is spawned and after its end; early messages wait for it', async () => {
  const child = forkUtility(file, [], {});
  expect(child.pid).toBeUndefined();
  const [answered, spawned] = [once(child, 'message'), once(child, 'spawn')];
  child.postMessage({ early: true });
  await spawned;
  expect(child.pid).toBeGreaterThan(0);
  expect(await answered).toEqual([{ echo: { early: true }, hasSend: false }]);
  const exited = once(child, 'exit');
  child.postMessage({ exit: 3 });
  expect(await exited).toEqual([3]);
  expect(child.pid).toBeUndefined();
  child.postMessage({ late: true });
});

for (const signal of ['SIGKILL', 'SIGSEGV', 'SIGABRT'] as const) {
  test(`tells of ${signal} by its number`, async () => {
    test.skip(process.platform === 'win32', 'Windows has no signals.');
    const child = forkUtility(file, [], {});
    await once(child, 'spawn');
    const exited = once(child, 'exit');
    process.kill(child.pid ?? 0, signal);
    const [status] = await exited;
    expect(readExitStatus(status)).toEqual({ code: null, signal });
  });
}

test('is over without a fault when it was asked to end', async () => {
  const child = forkUtility(file, [], {});
  await once(child, 'spawn');
  const exited = once(child, 'exit');
  expect(child.kill()).toBe(true);
  expect(await exited).toEqual([0]);
  expect(child.kill()).toBe(false);
});
