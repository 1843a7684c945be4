import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../contract/errors.ts';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { writeFileAtomic } from './atomic-file.ts';
import { explainIfDiskError } from './disk-error.ts';

const path = tempFolderPerTest();
const failure = (code: string, more = {}) => Object.assign(new Error(code), { code, ...more });

/** Errors that disks give, with what they become. */
const known = [
  ['ENOSPC', 'DISK_FULL'],
  ['EDQUOT', 'DISK_FULL'],
  ['EFBIG', 'DISK_FAILED'],
  ['EROFS', 'PATH_UNREADABLE'],
  ['EACCES', 'PATH_UNREADABLE'],
  ['EPERM', 'PATH_UNREADABLE'],
  ['EMFILE', 'MACHINE_BUSY'],
  ['ENFILE', 'MACHINE_BUSY'],
  ['EBUSY', 'MACHINE_BUSY'],
  ['ENAMETOOLONG', 'INVALID_INPUT'],
  ['EIO', 'DISK_FAILED'],
  ['ESTALE', 'DISK_FAILED'],
  ['ENOTCONN', 'DISK_FAILED'],
  ['ETIMEDOUT', 'DISK_FAILED'],
  ['EUCLEAN', 'DISK_FAILED'],
  ['EINVAL', 'DISK_FAILED'],
  ['ENOTSUP', 'DISK_FAILED'],
  ['EOPNOTSUPP', 'DISK_FAILED'],
  ['ENOSYS', 'DISK_FAILED'],
  ['UNKNOWN', 'DISK_FAILED'],
  ['ENOENT', 'PATH_NOT_FOUND'],
] as const;

describe('a file that is written', () => {
  it.each(known)('on a disk that answers %s is %s, and nothing is left of it', async (code, expected) => {
    for (const failing of ['writeFile', 'sync'] as const) {
      writeFileSync(path('a'), 'before');
      const disk = async (file: string) => {
        const handle = await open(file, 'wx');
        return {
          writeFile: (data: Parameters<typeof handle.writeFile>[0]) => handle.writeFile(data),
          sync: () => handle.sync(),
          close: () => handle.close(),
          [failing]: async () => {
            throw failure(code);
          },
        };
      };
      const error = await writeFileAtomic(path('a'), 'after', { openFile: disk }).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ code: expected, data: { subject: path('a') } });
      expect((error as StudioError).data.next).toMatch(/^[A-Z].+\.$/);
      expect(readdirSync(path())).toEqual(['a']);
    }
  });

  it('may have as long a name as the disk takes, and one that is longer is INVALID_INPUT', async () => {
    await writeFileAtomic(path('n'.repeat(255)), 'x');
    expect(readdirSync(path())).toEqual(['n'.repeat(255)]);
    await expect(writeFileAtomic(path('n'.repeat(256)), 'x')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});

describe('an error from anywhere', () => {
  it('is explained where it can only be of a disk', () => {
    expect(explainIfDiskError(failure('ENOSPC', { syscall: 'write' }))).toBeInstanceOf(StudioError);
    expect(explainIfDiskError(failure('EACCES', { syscall: 'open', path: '/a' }))).toMatchObject({
      code: 'PATH_UNREADABLE',
      data: { subject: '/a' },
    });
  });

  it.skipIf(process.platform === 'win32')(
    'is explained where Node has no more than its number (not on Windows: its numbers are others)',
    () => {
      for (const [name, expected] of [
        ['EDQUOT', 'DISK_FULL'],
        ['ESTALE', 'DISK_FAILED'],
      ] as const) {
        const number = constants.errno[name];
        for (const code of ['UNKNOWN', `Unknown system error -${number}`]) {
          const error = failure(code, { errno: -number, syscall: 'write' });
          expect(explainIfDiskError(error)).toMatchObject({ code: expected });
        }
      }
    },
  );

  it('is explained where the flush of a file failed, with what the disk said', () => {
    for (const code of ['EINVAL', 'EIO', 'ENOTSUP']) {
      expect(explainIfDiskError(failure(code, { syscall: 'fsync' }), { subject: '/a' })).toMatchObject({
        code: 'DISK_FAILED',
        message: expect.stringContaining(code),
        data: { subject: '/a' },
      });
    }
  });

  it('is explained where a file is missing because its folder has gone', () => {
    const file = path('gone', 'a');
    expect(explainIfDiskError(failure('ENOENT', { syscall: 'open', path: file }))).toMatchObject({
      code: 'PATH_NOT_FOUND',
      data: { subject: file },
    });
    const there = failure('ENOENT', { syscall: 'open', path: path('a') });
    expect(explainIfDiskError(there)).toBe(there);
  });

  it('is left as it is otherwise', () => {
    for (const code of ['EINVAL', 'ETIMEDOUT', 'ENOTSUP']) {
      const ofSocket = failure(code, { syscall: 'read' });
      expect(explainIfDiskError(ofSocket)).toBe(ofSocket);
    }
    const missing = failure('ENOENT', { syscall: 'open' });
    expect(explainIfDiskError(missing)).toBe(missing);
    const taken = failure('EACCES', { syscall: 'listen' });
    expect(explainIfDiskError(taken)).toBe(taken);
    const { error } = spawnSync('/sys', []);
    expect(explainIfDiskError(error)).toBe(error);
    expect(explainIfDiskError('text')).toBe('text');
    const known = new StudioError('NO_IMAGES', 'None.', { next: 'Choose others.' });
    expect(explainIfDiskError(known)).toBe(known);
  });
});
