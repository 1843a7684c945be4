import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { errorCode } from '../disk/disk-error.ts';
import { paintSampleFaces } from '../sample-faces/paint-sample-faces.ts';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { programEnvironment } from './testing/program-environment.ts';

const path = tempFolderPerTest();
const program = join(import.meta.dirname, 'faceloom.ts');
const watcher = join(import.meta.dirname, '../studio/testing/watch-network.ts');

/** Reads something of a process that may have gone in the meantime. */
function unlessGone<T>(read: () => T, gone: T): T {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(errorCode(error) ?? '')) return gone;
    throw error;
  }
}

/** A process and all that descend from it. */
function family(pid: number): number[] {
  const children = unlessGone(() => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'), '');
  return [pid, ...children.split(' ').filter(Boolean).map(Number).flatMap(family)];
}

/** Sockets of these processes that lead to another address than this machine's own; native code's as well. */
function outwardSockets(pids: readonly number[]): string[] {
  const inodes = new Set(
    pids.flatMap((pid) =>
      unlessGone(() => readdirSync(`/proc/${pid}/fd`), [] as string[]).flatMap((fd) => {
        const link = unlessGone(() => readlinkSync(`/proc/${pid}/fd/${fd}`), '');
        return /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? [];
      }),
    ),
  );
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((protocol) =>
    unlessGone(() => readFileSync(`/proc/net/${protocol}`, 'utf8'), '')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => inodes.has(fields[9]))
      .filter((fields) => ![fields[1], fields[2]].some((address) => isHere(address)))
      .map((fields) => `${protocol} ${fields[2]}`),
  );
}

/** 127.0.0.1 and ::1 as the kernel writes them. */
const isHere = (address: string) => /^(0100007F|0{24}01000000|0{16}FFFF00000100007F):/.test(address);

async function watched(
  ...args: string[]
): Promise<{ sockets: string[]; calls: string[]; processes: number }> {
  const log = path(`network-${args[0]}.log`);
  writeFileSync(log, '');
  const child: ChildProcess = spawn(process.execPath, [program, ...args, '--library', path('library')], {
    env: {
      ...programEnvironment(path()),
      NODE_OPTIONS: `--import ${watcher}`,
      FACELOOM_TEST_NETWORK_LOG: log,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid === undefined || child.stderr === null) throw new Error('it did not start');
  const complaints = text(child.stderr);
  const ended = once(child, 'exit');
  const sockets: string[] = [];
  while (child.exitCode === null && child.signalCode === null) {
    if (process.platform === 'linux') sockets.push(...outwardSockets(family(child.pid)));
    await Promise.race([ended, sleep(20)]);
  }
  expect(child.exitCode, await complaints).toBe(0);
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  return {
    sockets,
    calls: lines.filter((line) => !line.endsWith('watching')),
    processes: lines.filter((line) => line.endsWith('watching')).length,
  };
}

it('sends nothing anywhere while it imports, finds faces and trains', async () => {
  mkdirSync(path('photos'));
  for await (const { name, png } of paintSampleFaces({ count: 16, size: 160, seed: 4 }))
    writeFileSync(path('photos', name), png);
  const imported = await watched('import', path('photos'), '--name', 'Private', '--faces', 'align');
  expect(imported).toMatchObject({ sockets: [], calls: [] });
  // The command line and at least one face finder were watched.
  expect(imported.processes).toBeGreaterThan(1);
  const recipe = ['--preset', 'draft-32', '--width', '4', '--kimg', '0.1'];
  const trained = await watched('train', '--dataset', 'Private', ...recipe);
  expect(trained).toMatchObject({ sockets: [], calls: [] });
  expect(trained.processes).toBeGreaterThan(1);
});

it('would see a connection if there were one', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const log = path('network.log');
  const call = `require('node:net').connect(${address.port}, 'localhost').on('connect', () => process.exit(0))`;
  const child = spawn(process.execPath, ['--import', watcher, '--eval', call], {
    env: { ...process.env, FACELOOM_TEST_NETWORK_LOG: log },
  });
  await once(child, 'exit');
  server.close();
  expect(readFileSync(log, 'utf8')).toMatch(/connect .*localhost|connect .*\d/);
  expect([isHere('0100007F:1F90'), isHere('08080808:0035')]).toEqual([true, false]);
});
