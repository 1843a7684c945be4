import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { findElectron } from '../../main/setup/electron/find-electron.ts';
import { rootDir } from '../hosts/run-cli.ts';

test('without a display Electron ends with one line that says so, and does not crash', () => {
  test.skip(process.platform !== 'linux', 'Other systems always have a display.');
  const found = findElectron();
  test.skip(!found.found, found.found ? '' : found.reason);
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const { status, signal, stderr } = spawnSync(found.found ? found.path : '', [rootDir, ...sandbox], {
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' },
    encoding: 'utf8',
  });
  expect({ status, signal }).toEqual({ status: 1, signal: null });
  expect(stderr.trim()).toMatch(/^There is no display .+\.$/);
});
