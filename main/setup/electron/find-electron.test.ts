import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempDir, writeProgram } from '../testing.ts';
import { findElectron } from './find-electron.ts';

/** The npm package as it is installed, without the program. */
function emptyPackage(): string {
  const packageDir = tempDir();
  writeFileSync(path.join(packageDir, 'package.json'), '{"version":"45.4.1"}');
  return packageDir;
}

describe.skipIf(process.platform === 'win32')(
  "Electron's program (needs shell scripts, which Windows does not start)",
  () => {
    test('is found where path.txt says, with its version', () => {
      const packageDir = emptyPackage();
      const program = writeProgram(path.join(packageDir, 'dist/electron'), '');
      writeFileSync(path.join(packageDir, 'path.txt'), 'electron');
      writeFileSync(path.join(packageDir, 'dist/version'), 'v45.4.1\n');
      expect(findElectron({ platform: 'linux', env: {}, packageDir })).toEqual({
        found: true,
        path: program,
        version: '45.4.1',
        hasDisplay: false,
      });
    });

    test('is found in the folder that overrides it, also without the package', () => {
      const dir = tempDir();
      const program = writeProgram(path.join(dir, 'electron'), '');
      const env = { ELECTRON_OVERRIDE_DIST_PATH: dir, DISPLAY: ':0' };
      expect(findElectron({ platform: 'linux', env, packageDir: undefined })).toMatchObject({
        found: true,
        path: program,
        hasDisplay: true,
      });
    });

    test('is missing when only the package or only its description is there', () => {
      const packageDir = emptyPackage();
      expect(findElectron({ platform: 'linux', env: {}, packageDir })).toMatchObject({ found: false });
      mkdirSync(path.join(packageDir, 'dist'));
      writeFileSync(path.join(packageDir, 'path.txt'), 'electron');
      expect(findElectron({ platform: 'linux', env: {}, packageDir })).toMatchObject({
        found: false,
        reason: expect.stringContaining('not been downloaded'),
        installer: { version: '45.4.1', script: path.join(packageDir, 'install.js') },
      });
    });

    test('is missing while it is half unpacked, or left from another version', () => {
      const packageDir = emptyPackage();
      writeProgram(path.join(packageDir, 'dist/electron'), '');
      writeFileSync(path.join(packageDir, 'dist/version'), '45.4.1');
      expect(findElectron({ platform: 'linux', env: {}, packageDir }).found).toBe(false);
      writeFileSync(path.join(packageDir, 'path.txt'), 'electron');
      expect(findElectron({ platform: 'linux', env: {}, packageDir }).found).toBe(true);
      writeFileSync(path.join(packageDir, 'dist/version'), '44.0.0');
      expect(findElectron({ platform: 'linux', env: {}, packageDir }).found).toBe(false);
    });

    test('is missing in a folder that was named and has none', () => {
      const env = { ELECTRON_OVERRIDE_DIST_PATH: tempDir() };
      const finding = findElectron({ platform: 'linux', env, packageDir: emptyPackage() });
      expect(finding).toMatchObject({
        found: false,
        reason: expect.stringContaining('There is no Electron in'),
      });
      expect(finding).not.toHaveProperty('installer');
    });
  },
);

test('no package, no Electron', () => {
  expect(findElectron({ platform: 'linux', env: {}, packageDir: undefined })).toMatchObject({
    found: false,
    next: expect.stringContaining('npm ci'),
  });
});

test.each([
  ['linux', {}, false],
  ['linux', { DISPLAY: '' }, false],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['darwin', {}, true],
  ['win32', {}, true],
] as const)('display on %s with %j: %s', (platform, env, hasDisplay) => {
  expect(findElectron({ platform, env, packageDir: undefined }).hasDisplay).toBe(hasDisplay);
});
