import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { testGpuEnvironment } from '../../main/compute/testing/gpu-here.ts';
import { bridgeChannel } from '../../main/contract/system/bridge-channels.ts';
import { EngineStatus } from '../../main/contract/system/system.ts';
import { runProgram, Seen } from './run-program.ts';

/** What the window may say on a machine without even a graphics card made of software. */
const whyNoCard = [
  'There is no WebGPU here.',
  'WebGPU finds no graphics card.',
  'The driver of the graphics card refuses to compute.',
];

const Report = z.object({
  page: z.object({ status: z.int(), policy: z.string() }),
  outside: z.int(),
  album: z.string(),
  strangerRefused: z.boolean(),
  host: z.string(),
  engines: z.array(EngineStatus),
  seen: Seen,
});

test('the built desktop program starts, serves its window and closes, on a stand-in for Electron', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'faceloom-shell-'));
  const { seen, ...report } = Report.parse(await runProgram('use-window.ts', dir, testGpuEnvironment()));
  const order = seen.map(({ name }) => name);
  const handedOver = (name: string) => seen.find((one) => one.name === name)?.value;

  expect(report).toMatchObject({
    page: { status: 200, policy: expect.stringContaining("default-src 'none'") },
    outside: 404,
    strangerRefused: true,
    host: 'desktop',
  });
  // What was opened with the program waits for the page; a drag goes on as one of files.
  expect(handedOver('send')).toEqual({ channel: bridgeChannel.openPaths, values: [[report.album]] });
  expect(handedOver('drag')).toMatchObject({
    file: expect.stringMatching(/Face\.png$/),
    icon: { width: 96 },
  });
  expect(handedOver('show in folder')).toBe(report.album);
  expect(report.engines.some(({ available }) => available)).toBe(true);

  // The card is reached through a hidden window, which is gone with the process that asked for it.
  const webgpu = report.engines.find(({ id }) => id === 'webgpu');
  if (webgpu?.available) expect(webgpu.version).toMatch(/^Electron of an unknown version, \w/);
  else expect(whyNoCard).toContain(webgpu?.reason);
  expect(handedOver('hidden window')).toMatchObject({
    show: false,
    webPreferences: {
      preload: expect.stringMatching(/gpu-preload\.cjs$/),
      backgroundThrottling: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    },
  });
  expect(handedOver('hidden load')).toBe('studio://gpu/');
  expect(order.indexOf('hidden closed')).toBeGreaterThan(order.indexOf('hidden load'));

  // Both work only before Electron is ready.
  expect(order.indexOf('privileged')).toBeLessThan(order.indexOf('ready'));
  expect(order.indexOf('enableSandbox')).toBeLessThan(order.indexOf('ready'));
  expect(order.indexOf('crash reporter')).toBeLessThan(order.indexOf('ready'));
  expect(handedOver('crash reporter')).toEqual({ uploadToServer: false });
  expect(order).toContain('setPermissionRequestHandler');
  // All that is set, so that nothing else of the security checklist is.
  expect(handedOver('window')).toHaveProperty('webPreferences', {
    preload: expect.stringMatching(/preload\.cjs$/),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    spellcheck: false,
  });
  expect(JSON.stringify(handedOver('menu'))).toContain('Draw sample faces');
  expect(order).not.toContain('error box');
  expect(order.slice(-2)).toEqual(['quit put off', 'exit']);

  const state: unknown = JSON.parse(await readFile(path.join(dir, 'desktop-state.json'), 'utf8'));
  expect(state).toMatchObject({
    windows: { '1920x1080@0,0': { bounds: { width: 1200, height: 800 }, zoomFactor: 1.25 } },
    recentLibraries: [path.join(dir, 'library')],
  });
  await rm(dir, { recursive: true });
});
