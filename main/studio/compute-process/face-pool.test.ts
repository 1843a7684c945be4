import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
const open = (compute: ComputeProcesses, threads = 3, patienceMs?: number) => {
  const settings = new SettingsStore(db);
  settings.change({ threads });
  return new FacePool(compute, settings, patienceMs);
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

/** What a process of an engine does over a picture. */
type Deed = 'finds' | 'hangs' | NodeJS.Signals;

/** Processes as the launcher starts them: with the first engine that is not to be avoided and was not refused. */
function engines(deeds: Record<string, (width: number) => Deed>) {
  const started: string[] = [];
  const refused = new Set<string>();
  const { compute } = fakeCompute((process) => {
    let settings = '';
    process.onReceive = (message) => {
      if (message.type === 'task') {
        const avoided = message.task.type === 'faces' ? (message.task.avoid ?? []) : [];
        const chosen = Object.keys(deeds).find((each) => !avoided.includes(each) && !refused.has(each));
        if (chosen === undefined) {
          const error = { code: 'ENGINE_UNAVAILABLE', message: 'None.', data: { next: 'Set up.' } } as const;
          process.tell({ type: 'failed', error });
          process.exit({ code: 1 });
          return;
        }
        settings = chosen;
        started.push(settings);
        process.tell({ type: 'chosen', settings, title: `Engine ${settings}` });
        process.ready();
      }
      if (message.type !== 'find-faces') return;
      const deed = deeds[settings](message.width);
      if (deed === 'hangs') return;
      if (deed === 'finds') {
        process.tell({ type: 'found-faces', requestId: message.requestId, faces: [], ms: 1 });
        return;
      }
      if (deed !== 'SIGKILL')
        process.tell({ type: 'engine-failed', title: settings, reason: 'It died.', isPassedOver: false });
      process.exit({ signal: deed });
    };
  });
  const refuseFinder = vi.fn(async (settings: string, _reason: string) => void refused.add(settings));
  return { started, refuseFinder, compute: { ...compute, refuseFinder } };
}
const findAll = (pool: FacePool, count: number) =>
  Promise.allSettled(Array.from({ length: count }, (_, i) => pool.find(picture(i + 1))));
const fine = () => 'finds' as const;

describe('an engine that dies over pictures', () => {
  it.each(['SIGFPE', 'SIGILL', 'SIGSEGV'] as const)(
    'by %s, three in a row, is passed over for good, and no picture is blamed',
    async (signal) => {
      const { started, refuseFinder, compute } = engines({ fast: () => signal, slow: fine });
      const pool = open(compute, 1);
      const results = await findAll(pool, 8);
      expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(started).toEqual(['fast', 'fast', 'fast', 'slow']);
      expect(pool.notices).toEqual([
        expect.stringMatching(/^Engine fast is not used .* in a row\. .*stopped/),
      ]);
      expect(pool.notices[0]).toContain(signal);
      expect(refuseFinder).toHaveBeenCalledExactlyOnceWith('fast', expect.stringContaining(signal));
      pool.close();
    },
  );

  it('goes through all engines to the last one, and on where it was', async () => {
    const { started, compute } = engines({
      onednn: (width) => (width > 4 ? 'SIGFPE' : 'finds'),
      eigen: () => 'SIGSEGV',
      wasm: fine,
    });
    const pool = open(compute, 2);
    expect((await findAll(pool, 20)).every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(new Set(started)).toEqual(new Set(['onednn', 'eigen', 'wasm']));
    expect(pool.notices).toHaveLength(2);
    pool.close();
  });

  it('is passed over for the only picture that there is', async () => {
    const { started, compute, refuseFinder } = engines({ fast: () => 'SIGFPE', slow: fine });
    const pool = open(compute, 1);
    await expect(pool.find(picture(1))).resolves.toEqual([]);
    await expect(pool.find(picture(2))).resolves.toEqual([]);
    expect(started).toEqual(['fast', 'fast', 'slow']);
    expect(refuseFinder).not.toHaveBeenCalled();
    pool.close();
  });

  it('hangs', async () => {
    const { compute } = engines({ fast: (width) => (width === 2 ? 'hangs' : 'finds'), slow: fine });
    const pool = open(compute, 1, 50);
    expect((await findAll(pool, 3)).every(({ status }) => status === 'fulfilled')).toBe(true);
    pool.close();
  });

  it('is not refused for good when memory ran out', async () => {
    const { compute, refuseFinder } = engines({ fast: () => 'SIGKILL', slow: fine });
    const pool = open(compute, 1);
    expect((await findAll(pool, 5)).every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(refuseFinder).not.toHaveBeenCalled();
    pool.close();
  });

  it('has nothing after it: the import ends with why, and no picture is blamed', async () => {
    const { compute, refuseFinder } = engines({ fast: () => 'SIGFPE', slow: () => 'SIGILL' });
    const results = await findAll(open(compute, 2), 6);
    for (const result of results)
      expect(result).toMatchObject({
        reason: { code: 'ENGINE_UNAVAILABLE', message: expect.stringMatching(/SIGFPE.*SIGILL/) },
      });
    // No engine has shown that the others are at fault.
    expect(refuseFinder).not.toHaveBeenCalled();
  });
});

it('sets a picture aside over which every engine dies, and no other, with the name of the signal', async () => {
  const deadly = (width: number) => (width === 3 ? ('SIGSEGV' as const) : ('finds' as const));
  for (const threads of [1, 2]) {
    const { compute, refuseFinder } = engines({ onednn: deadly, eigen: deadly, wasm: deadly });
    const pool = open(compute, threads);
    const results = await findAll(pool, 9);
    expect(results.flatMap(({ status }, i) => (status === 'rejected' ? [i + 1] : []))).toEqual([3]);
    expect(results[2]).toMatchObject({
      reason: { code: 'COMPUTE_CRASHED', message: expect.stringContaining('SIGSEGV') },
    });
    expect(pool.notices).toEqual([]);
    expect(refuseFinder).not.toHaveBeenCalled();
    pool.close();
  }
});
