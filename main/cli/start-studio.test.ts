import { describe, expect, test } from 'vitest';
import type { ElectronProblem } from '../setup/electron/electron-record.ts';
import { electronRecord } from '../setup/electron/electron-record.ts';
import { examineElectron } from '../setup/electron/electron-status.ts';
import type { ElectronFinding } from '../setup/electron/find-electron.ts';
import { tempDir } from '../setup/testing.ts';
import { userPath } from './app.ts';
import type { WindowEnd } from './run-electron.ts';
import { readStartOptions, startStudio } from './start-studio.ts';

const installer = { version: '45.4.1', script: 'install.js' };
const absent: ElectronFinding = {
  found: false,
  hasDisplay: true,
  reason: 'Not here.',
  next: 'Get it.',
  installer,
};
const present: ElectronFinding = { found: true, hasDisplay: true, path: '/electron', version: '45.4.1' };
const fetchProblem: ElectronProblem = { at: 'fetch', reason: 'No network.', next: 'Connect.' };

/** A machine whose starts leave their marks. */
function machine(electron: ElectronFinding, fails: { fetch?: ElectronProblem; window?: WindowEnd } = {}) {
  const dir = tempDir();
  const state = { electron, fails };
  const recordOf = (version: string) => electronRecord(version, dir);
  let did: string[] = [];
  return {
    state,
    doctor: () => examineElectron(state.electron, recordOf),
    async start(...args: string[]) {
      did = [];
      const code = await startStudio(readStartOptions(args), {
        findElectron: () => state.electron,
        recordOf,
        async fetchElectron() {
          did.push('fetch');
          if (state.fails.fetch === undefined) state.electron = present;
          return state.fails.fetch;
        },
        build: async (host) => void did.push(`build ${host}`),
        async runElectron() {
          did.push('window');
          return state.fails.window ?? { exitCode: 0 };
        },
        serve: async () => void did.push('serve'),
        say: (line) => did.push(line),
      });
      return { code, did };
    },
  };
}

const browser = ['build browser', 'serve'];

describe('npm start', () => {
  test('fetches Electron where there is a display, and opens the window', async () => {
    const { start, doctor } = machine(absent);
    expect(doctor()).toMatchObject({ canOpen: false, text: '45.4.1 is downloaded at the first npm start.' });
    expect((await start()).did).toEqual(['fetch', 'build desktop', 'window']);
    expect(doctor()).toMatchObject({ canOpen: true });
    expect((await start()).did).toEqual(['build desktop', 'window']);
  });

  test('goes to the browser when the download fails, and at once the next time', async () => {
    const { start, doctor, state } = machine(absent, { fetch: fetchProblem });
    const lines = ['No network. Using the browser.', 'Connect.'];
    expect((await start()).did).toEqual(['fetch', ...lines, ...browser]);
    expect(doctor()).toMatchObject({ canOpen: false, text: 'No network.', next: 'Connect.' });
    expect((await start()).did).toEqual([...lines, ...browser]);
    delete state.fails.fetch;
    expect((await start('--window')).did).toEqual(['fetch', 'build desktop', 'window']);
    expect(doctor()).toMatchObject({ canOpen: true });
  });

  test('uses an Electron that came by another way after a failure', async () => {
    const { start, doctor, state } = machine(absent, { fetch: fetchProblem });
    await start();
    state.electron = present;
    expect(doctor()).toMatchObject({ canOpen: true });
    expect((await start()).did).toEqual(['build desktop', 'window']);
  });

  test('fetches nothing without a display', async () => {
    const { start, doctor } = machine({ ...absent, hasDisplay: false });
    expect((await start()).did).toEqual(['There is no display for a window. Using the browser.', ...browser]);
    expect(doctor()).toMatchObject({ canOpen: false, text: 'There is no display for a window.' });
  });

  test('fetches and says nothing when the browser is asked for', async () => {
    expect((await machine(absent).start('--browser')).did).toEqual(browser);
    expect((await machine(present).start('--browser')).did).toEqual(browser);
  });

  test('serves the browser when Electron is there and cannot start, and tries again the next time', async () => {
    const { start, doctor, state } = machine(present, {
      window: { reason: 'No sandbox.', next: 'Allow it.' },
    });
    const first = await start();
    expect(first.did.slice(2)).toEqual(['No sandbox. Using the browser.', 'Allow it.', ...browser]);
    expect(doctor()).toEqual({ canOpen: false, text: 'No sandbox.', next: 'Allow it.' });
    delete state.fails.window;
    expect((await start()).did).toEqual(['build desktop', 'window']);
    expect(doctor()).toMatchObject({ canOpen: true });
  });

  test('ends as the window ended', async () => {
    expect(await machine(present, { window: { exitCode: 3 } }).start()).toMatchObject({ code: 3 });
  });
});

test('arguments are read, and wrong ones refused', () => {
  expect(readStartOptions(['--library', 'x', 'a.zip', 'b'])).toEqual({
    wanted: 'best',
    library: userPath('x'),
    files: [userPath('a.zip'), userPath('b')],
  });
  for (const args of [
    ['--brwoser'],
    ['--library'],
    ['--library', ''],
    ['--browser', '--window'],
    ['--browser=yes'],
  ])
    expect(() => readStartOptions(args)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
});
