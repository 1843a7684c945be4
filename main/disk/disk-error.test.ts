import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
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

  it('is left as it is otherwise', () => {
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
