import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FromCompute, ToCompute } from '../../protocol/messages.ts';
import { Db } from '../library/db.ts';
import { migrate } from '../library/migrations/index.ts';
import { SettingsStore } from '../library/settings.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import type { ComputeExit, ComputeLauncher } from './compute-launcher.ts';
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
  const launch: ComputeLauncher = () => {
    log.started += 1;
    let tell: (message: FromCompute) => void = () => undefined;
    let exit: (how: ComputeExit) => void = () => undefined;
    const die = () => exit({ code: 1, signal: null, errorTail: '' });
    const receive = (message: ToCompute) => {
      if (message.type === 'task') {
        if (canStart) tell({ type: 'ready', engine: 'wasm', version: '0', threads: 1, passedOver: [] });
        else {
          const error = { code: 'ENGINE_UNAVAILABLE', message: 'None.', data: { next: 'Set up.' } } as const;
          tell({ type: 'failed', error });
          die();
        }
      }
      if (message.type !== 'find-faces') return;
      log.atOnce += 1;
      log.most = Math.max(log.most, log.atOnce);
      setImmediate(() => {
        log.atOnce -= 1;
        if (deadlyWidth(message.width)) die();
        else tell({ type: 'found-faces', requestId: message.requestId, faces: [], ms: message.width });
      });
    };
    return {
      pid: undefined,
      send: (message) => setImmediate(() => receive(message)),
      onMessage: (listener) => {
        tell = listener;
      },
      onExit: (listener) => {
        exit = listener;
      },
      kill: () => {
        log.killed += 1;
        exit({ code: null, signal: 'SIGKILL', errorTail: '' });
      },
    };
  };
  return { log, launch };
}

const picture = (width: number) => ({ width, height: 1, channels: 1, data: new Uint8Array(width) }) as const;
const open = (launch: ComputeLauncher, threads = 3) => {
  const settings = new SettingsStore(db);
  settings.change({ threads });
  return new FacePool(launch, settings);
};

it('keeps each of its processes busy with one picture, and answers all', async () => {
  const { log, launch } = scripted(() => false);
  const pool = open(launch);
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
  const { log, launch } = scripted((width) => width === 5 && deaths++ < 1);
  const pool = open(launch, 1);
  await expect(pool.find(picture(5))).resolves.toEqual([]);
  expect(log.started).toBe(2);
  const deadly = open(scripted((width) => width === 7).launch, 1);
  const results = await Promise.allSettled([deadly.find(picture(7)), deadly.find(picture(8))]);
  expect(results).toMatchObject([{ reason: { code: 'COMPUTE_CRASHED' } }, { status: 'fulfilled' }]);
});

it('says why when no process can start', async () => {
  const pool = open(scripted(() => false, false).launch, 1);
  await expect(Promise.all([pool.find(picture(1)), pool.find(picture(2))])).rejects.toMatchObject({
    code: 'ENGINE_UNAVAILABLE',
  });
});

it('ends what waits when it is closed', async () => {
  const { launch } = scripted(() => false);
  const pool = open(launch, 1);
  const waiting = Promise.allSettled([pool.find(picture(1)), pool.find(picture(2))]);
  pool.close();
  expect((await waiting).map((result) => result.status === 'rejected' && result.reason.code)).toEqual([
    'CANCELLED',
    'CANCELLED',
  ]);
  await expect(pool.find(picture(3))).rejects.toMatchObject({ code: 'CANCELLED' });
});
