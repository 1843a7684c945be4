import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { syncFolder, syncFolderNow } from './sync-folder.ts';

const path = tempFolderPerTest();
const failure = (code: string) => Object.assign(new Error(code), { code });
const fail = (code: string) => () => {
  throw failure(code);
};

it('says that it was done where it can be done', async () => {
  expect(await syncFolder(path())).toBe(process.platform !== 'win32');
  expect(syncFolderNow(path())).toBe(process.platform !== 'win32');
});

it.each([
  'EINVAL',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EIO',
  'EPERM',
  'EACCES',
  'EISDIR',
  'EBADF',
  'UNKNOWN',
])('goes on where a file system answers %s, and closes what it opened', async (code) => {
  let open = 0;
  const cannotSync = async () => {
    open += 1;
    const close = async () => {
      open -= 1;
    };
    return { sync: async () => fail(code)(), close };
  };
  expect(await syncFolder(path(), cannotSync)).toBe(false);
  expect(await syncFolder(path(), async () => fail(code)())).toBe(false);
  const fs = {
    openSync: (...args: Parameters<typeof openSync>) => {
      open += 1;
      return openSync(...args);
    },
    fsyncSync,
    closeSync: (handle: number) => {
      open -= 1;
      closeSync(handle);
    },
  };
  expect(syncFolderNow(path(), { ...fs, fsyncSync: fail(code) })).toBe(false);
  expect(syncFolderNow(path(), { ...fs, openSync: fail(code) })).toBe(false);
  expect(open).toBe(0);
});

it.each(['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE'])('stops at %s', async (code) => {
  await expect(syncFolder(path(), async () => fail(code)())).rejects.toMatchObject({ code });
  expect(() => syncFolderNow(path(), { openSync, closeSync, fsyncSync: fail(code) })).toThrow(code);
});

it('stops where the folder has gone', async () => {
  expect(existsSync(path('gone'))).toBe(false);
  await expect(syncFolder(path('gone'))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(syncFolder(path('gone'), (folder) => open(folder, 'r'))).rejects.toThrow('ENOENT');
  expect(() => syncFolderNow(path('gone'))).toThrow('ENOENT');
});
