import { afterEach, beforeEach, expect, it } from 'vitest';
import { Db } from '../library/db.ts';
import { migrate } from '../library/migrations/index.ts';
import { SettingsStore } from '../library/settings.ts';
import { fakeCompute } from '../testing/fake-compute.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import type { ComputeProcesses } from './compute-processes.ts';
import { FacePool } from './face-pool.ts';

const path = tempFolderPerTest();
let db: Db;
beforeEach(() => {
  db = new Db(path('test.sqlite'));
  migrate(db);
});
afterEach(() => db.close());

/** Processes that find nothing, and die over pictures as wide as `deadlyWidth` says. */
function scripted(deadlyWidth: (width: number) => boolean, canStart = true) {
  const log = { started: 0, killed: 0, atOnce: 0, most: 0 };
  const { compute } = fakeCompute((process) => {
    log.started += 1;
    process.onKill = () => {
      log.killed += 1;
    };
    process.onReceive = (message) => {
      if (message.type === 'task') {
        if (canStart) process.ready();
        else {
          const error = { code: 'ENGINE_UNAVAILABLE', message: 'None.', data: { next: 'Set up.' } } as const;
          process.tell({ type: 'failed', error });
          process.exit({ code: 1 });
        }
      }
      if (message.type !== 'find-faces') return;
      log.atOnce += 1;
      log.most = Math.max(log.most, log.atOnce);
      setImmediate(() => {
        log.atOnce -= 1;
        if (deadlyWidth(message.width)) process.exit({ code: 1 });
        else
          process.tell({ type: 'found-faces', requestId: message.requestId, faces: [], ms: message.width });
      });
    };
  });
  return { log, compute };
}

const picture = (width: number) => ({ width, height: 1, channels: 1, data: new Uint8Array(width) }) as const;
const open = (compute: ComputeProcesses, threads = 3) => {
  const settings = new SettingsStore(db);
  settings.change({ threads });
  return new FacePool(compute, settings);
};

it('keeps each of its processes busy with one picture, and answers all', async () => {
  const { log, compute } = scripted(() => false);
  const pool = open(compute);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => pool.find(picture(i + 1))));
  expect(answers).toHaveLength(20);
  expect(log.started).toBe(pool.size);
  expect(log.most).toBeLessThanOrEqual(pool.size);
  expect(pool.computeMs).toBe(210);
  pool.close();
  expect(log.killed).toBe(pool.size);
});

it('gives a picture to another process when one dies over it, and gives it up after two', async () => {
  let deaths = 0;
  const { log, compute } = scripted((width) => width === 5 && deaths++ < 1);
  const pool = open(compute, 1);
  await expect(pool.find(picture(5))).resolves.toEqual([]);
  expect(log.started).toBe(2);
  const deadly = open(scripted((width) => width === 7).compute, 1);
  const results = await Promise.allSettled([deadly.find(picture(7)), deadly.find(picture(8))]);
  expect(results).toMatchObject([{ reason: { code: 'COMPUTE_CRASHED' } }, { status: 'fulfilled' }]);
});

it('says why when no process can start', async () => {
  const pool = open(scripted(() => false, false).compute, 1);
  await expect(Promise.all([pool.find(picture(1)), pool.find(picture(2))])).rejects.toMatchObject({
    code: 'ENGINE_UNAVAILABLE',
  });
});

it('ends what waits when it is closed', async () => {
  const { compute } = scripted(() => false);
  const pool = open(compute, 1);
  const waiting = Promise.allSettled([pool.find(picture(1)), pool.find(picture(2))]);
  pool.close();
  expect((await waiting).map((result) => result.status === 'rejected' && result.reason.code)).toEqual([
    'CANCELLED',
    'CANCELLED',
  ]);
  await expect(pool.find(picture(3))).rejects.toMatchObject({ code: 'CANCELLED' });
});
