import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cpuBuild } from './builds.ts';
import { checkDiskSpace, checkHost, checkTools } from './requirements.ts';
import { tempDir, writeProgram } from './testing.ts';

describe('the machine', () => {
  test.each(['2.27', '2.36', '2.100'])('glibc %s will do', (glibc) => {
    expect(() => checkHost(cpuBuild, { platform: 'linux', arch: 'x64', glibc })).not.toThrow();
  });

  test.each([
    [{ platform: 'darwin', arch: 'arm64' }, /this is darwin-arm64/],
    [{ platform: 'linux', arch: 'arm64', glibc: '2.36' }, /this is linux-arm64/],
    [{ platform: 'linux', arch: 'x64' }, /GNU C library/],
    [{ platform: 'linux', arch: 'x64', glibc: '2.17' }, /2\.27 or newer, and this is 2\.17/],
  ] as const)('%j is refused', (host, message) => {
    expect(() => checkHost(cpuBuild, host)).toThrow(message);
  });
});

describe.skipIf(process.platform === 'win32')(
  'the tools (needs shell scripts, which Windows does not start)',
  () => {
    test('all that are missing are named at once, with the command of the package manager at hand', async () => {
      const dir = tempDir();
      writeProgram(path.join(dir, 'apt-get'), '');
      await expect(checkTools(['python3', 'pip', 'g++'], { PATH: dir })).rejects.toMatchObject({
        code: 'ENGINE_UNAVAILABLE',
        message: 'python3, pip, and g++ are missing.',
        data: { next: 'Run sudo apt-get install python3 python3-pip g++, then npm run setup:tensorflow.' },
      });
    });

    test('the names of packages differ between systems', async () => {
      const dir = tempDir();
      writeProgram(path.join(dir, 'dnf'), '');
      await expect(checkTools(['g++'], { PATH: dir })).rejects.toMatchObject({
        message: 'g++ is missing.',
        data: { next: expect.stringContaining('sudo dnf install gcc-c++') },
      });
    });

    test('an unknown package manager still gets advice', async () => {
      await expect(checkTools(['g++'], { PATH: tempDir() })).rejects.toMatchObject({
        data: { next: expect.stringContaining('apt install g++') },
      });
    });

    test('python3 without pip is noticed', async () => {
      const dir = tempDir();
      writeProgram(path.join(dir, 'python3'), 'exit 1');
      await expect(checkTools(['python3', 'pip'], { PATH: dir })).rejects.toThrow('pip is missing.');
    });

    test('nothing is said when all are there', async () => {
      const dir = tempDir();
      for (const name of ['python3', 'g++']) writeProgram(path.join(dir, name), 'exit 0');
      await expect(checkTools(['python3', 'pip', 'g++'], { PATH: dir })).resolves.toBeUndefined();
    });
  },
);

test('the disk of a folder that does not exist yet is the one of its nearest parent', async () => {
  const dir = path.join(tempDir(), 'not/yet');
  await expect(checkDiskSpace(dir, 1)).resolves.toBeUndefined();
  await expect(checkDiskSpace(dir, 1e18)).rejects.toMatchObject({ code: 'DISK_FULL' });
});
