import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../base/log.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { openLibrary } from './library.ts';
import { lockLibrary } from './lock.ts';
import { type Machine, thisMachine } from './machine.ts';
import { heartbeatMs, newOwner, type Owner, readOwner } from './owner.ts';
import { libraryPaths } from './paths.ts';

const path = tempFolderPerTest();
const holderFile = join(import.meta.dirname, '../testing/hold-library.ts');

/** Studios of other processes, with what each said. */
const holders: ChildProcess[] = [];
afterEach(() => {
  for (const child of holders.splice(0)) child.kill('SIGKILL');
});
async function openInProcess(
  command: string,
  ...args: string[]
): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  holders.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, said: line.toString().trim() };
}
const holdLibrary = (dir: string) =>
  openInProcess(process.execPath, '--disable-warning=ExperimentalWarning', holderFile, dir);
const kill = async (child: ChildProcess) => {
  child.kill('SIGKILL');
  await once(child, 'exit');
};

const refused = (message: string) =>
  expect.objectContaining({ code: 'LIBRARY_UNUSABLE', message: expect.stringContaining(message) });

describe('two studios on one computer', () => {
  it('do not open one library, and the second is told which process has it', async () => {
    const { child, said } = await holdLibrary(path('lib'));
    expect(said).toBe('open');
    expect(() => openLibrary(path('lib'))).toThrow(refused(`process ${child.pid} `));
    await kill(child);
    openLibrary(path('lib')).close();
  });

  it('that race for it: exactly one has it, each time', async () => {
    for (let round = 0; round < 3; round++) {
      const racers = await Promise.all(Array.from({ length: 4 }, () => holdLibrary(path(`lib${round}`))));
      expect(racers.filter(({ said }) => said === 'open')).toHaveLength(1);
      for (const { said } of racers) expect(said).toMatch(/^open$|has this library open/);
      await Promise.all(racers.map(({ child }) => child.exitCode === null && kill(child)));
    }
  });

  it('one of them killed: the number of its process may be anybody’s by now', async () => {
    const { child } = await holdLibrary(path('lib'));
    await kill(child);
    const paths = libraryPaths(path('lib'));
    const left = readOwner(paths.owner);
    expect(left?.pid).toBe(child.pid);
    // As if this living process had been given the number.
    writeFileSync(paths.owner, JSON.stringify({ ...left, pid: process.pid }));
    openLibrary(path('lib')).close();
    expect(existsSync(paths.owner)).toBe(false);
  });

  const unshare = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', '--uts', 'true']);
  it.skipIf(unshare.status !== 0)('in containers of their own, where both have the same number', async () => {
    const inContainer = (name: string) => {
      const program = `hostname ${name}; exec "$0" --disable-warning=ExperimentalWarning "$1" "$2"`;
      const shell = ['sh', '-c', program, process.execPath, holderFile, path('lib')];
      return openInProcess('unshare', '--pid', '--fork', '--kill-child', '--mount-proc', '--uts', ...shell);
    };
    const first = await inContainer('one');
    expect(first.said).toBe('open');
    expect((await inContainer('two')).said).toContain('(process 1 on "one") has this library open');
    await kill(first.child);
    // The number 1 of the killed container ends a moment after the program that began it.
    const patience = { timeout: 300_000, interval: 50 };
    await vi.waitFor(async () => expect((await inContainer('three')).said).toBe('open'), patience);
  });
});

describe('a lock of an older Faceloom', () => {
  it.each(['1', String(process.pid), '99999999', 'nonsense'])(
    'that says %s does not lock a library that nobody has open',
    (text) => {
      openLibrary(path('lib')).close();
      writeFileSync(path('lib', 'library.lock'), text);
      openLibrary(path('lib')).close();
    },
  );

  it('is one while that Faceloom has the database open', () => {
    openLibrary(path('lib')).close();
    writeFileSync(path('lib', 'library.lock'), '1');
    const older = new DatabaseSync(path('lib', 'library.sqlite'));
    older.exec('PRAGMA journal_mode = WAL; SELECT count(*) FROM sqlite_schema');
    expect(() => openLibrary(path('lib'))).toThrow(refused('Another Faceloom has this library open'));
    older.close();
    openLibrary(path('lib')).close();
  });
});

describe('another computer', () => {
  const here: Machine = { host: 'here', bootId: 'a', bootedAt: '2026-05-01T08:00:00.000Z' };
  const elsewhere: Machine = { host: 'elsewhere', bootId: 'b', bootedAt: '2026-05-01T07:00:00.000Z' };
  const now = new Date('2026-05-01T12:00:00.000Z');
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const minutes = 60_000;

  /** Opens a library that was left with somebody's mark. */
  function openAfter(owner: Owner | string, isLocal: boolean) {
    mkdirSync(path('lib'), { recursive: true });
    const paths = libraryPaths(path('lib'));
    writeFileSync(paths.owner, typeof owner === 'string' ? owner : JSON.stringify(owner));
    const lock = lockLibrary(paths, { ...quiet, machine: here, isLocal, now: () => now });
    lock.release();
  }
  const quiet = { log: createLogger(() => undefined), onLost: () => undefined };
  const lastSeen = (machine: Machine, at: Date): Owner => ({ ...newOwner(machine, at), pid: process.pid });

  it('that is at work keeps the library, on any kind of disk', () => {
    for (const isLocal of [true, false])
      expect(() => openAfter(lastSeen(elsewhere, ago(20_000)), isLocal)).toThrow(
        refused('the computer "elsewhere"; its last sign of life is 20 seconds old'),
      );
  });

  it('that fell silent keeps it on a share until somebody says otherwise', () => {
    const silent = lastSeen(elsewhere, ago(30 * minutes));
    const next = expect.stringContaining(path('lib', 'library.owner.json'));
    const said = expect.objectContaining({ next });
    expect(() => openAfter(silent, false)).toThrow(refused('2026-05-01T11:30:00.000Z'));
    expect(() => openAfter(silent, false)).toThrow(expect.objectContaining({ data: said }));
    expect(readOwner(path('lib', 'library.owner.json'))).toEqual(silent);
    rmSync(path('lib', 'library.owner.json'));
    lockLibrary(libraryPaths(path('lib')), {
      ...quiet,
      machine: here,
      isLocal: false,
      now: () => now,
    }).release();
  });

  it('cannot have a disk of this one: its mark is a container’s that is gone', () => {
    openAfter(lastSeen(elsewhere, ago(30 * minutes)), true);
    // Before this kernel was started.
    openAfter(lastSeen(elsewhere, new Date('2026-05-01T07:59:59.000Z')), true);
  });

  it('does not count when this program wrote it before it was started anew', () => {
    const before = { ...here, bootId: 'earlier', bootedAt: '2026-04-20T08:00:00.000Z' };
    openAfter(lastSeen(before, new Date('2026-05-01T07:58:00.000Z')), false);
    // A computer of the same name that is at work.
    expect(() => openAfter(lastSeen(before, ago(20_000)), false)).toThrow(refused('"here"'));
  });

  it('is known by its start where the kernel gives it no name', () => {
    const { bootId: _, ...mac } = here;
    const moments = { ...mac, bootedAt: '2026-05-01T08:00:20.000Z' };
    mkdirSync(path('lib'));
    const paths = libraryPaths(path('lib'));
    writeFileSync(paths.owner, JSON.stringify(lastSeen(moments, ago(20_000))));
    lockLibrary(paths, { ...quiet, machine: mac, isLocal: false, now: () => now }).release();
  });

  it('does not count when its mark cannot be read', () => {
    openAfter('', false);
    openAfter('{"token": 1}', false);
  });

  it('that took the library over ends what is written here', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
    try {
      const paths = libraryPaths(path('lib'));
      const library = openLibrary(path('lib'));
      const mine = readOwner(paths.owner);
      expect(mine?.machine).toEqual({ ...thisMachine(), bootedAt: expect.any(String) });
      // Removed by a person while this studio lives: it says again that it does.
      rmSync(paths.owner);
      vi.advanceTimersByTime(heartbeatMs);
      await vi.waitFor(() => expect(readOwner(paths.owner)?.token).toBe(mine?.token), { timeout: 300_000 });
      library.db.run('PRAGMA user_version');

      const taken = lastSeen(elsewhere, now);
      writeFileSync(paths.owner, JSON.stringify(taken));
      vi.advanceTimersByTime(heartbeatMs);
      await vi.waitFor(
        () => expect(() => library.db.run('PRAGMA user_version')).toThrow(refused('"elsewhere" has taken')),
        { timeout: 300_000 },
      );
      expect(() => library.db.transaction(() => 1)).toThrow(refused('"elsewhere" has taken'));
      library.close();
      expect(JSON.parse(readFileSync(paths.owner, 'utf8'))).toEqual(taken);
    } finally {
      vi.useRealTimers();
    }
  });
});
