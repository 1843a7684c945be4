import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { linkOrCopy } from './link-or-copy.ts';

const path = tempFolderPerTest();
const fail = (code: string) => async () => {
  throw Object.assign(new Error(code), { code });
};

it('links where it can', async () => {
  writeFileSync(path('a'), 'weights');
  await linkOrCopy(path('a'), path('b'));
  expect(statSync(path('b')).ino).toBe(statSync(path('a')).ino);
  await expect(linkOrCopy(path('a'), path('b'))).rejects.toMatchObject({ code: 'EEXIST' });
});

it.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EISDIR', 'EXDEV', 'EMLINK', 'ENOSYS'])(
  'copies where the file system answers %s, and leaves nothing else',
  async (code) => {
    writeFileSync(path('a'), 'weights');
    await linkOrCopy(path('a'), path('b'), fail(code));
    expect(readFileSync(path('b'), 'utf8')).toBe('weights');
    expect(statSync(path('b')).ino).not.toBe(statSync(path('a')).ino);
    expect(readdirSync(path()).sort()).toEqual(['a', 'b']);
  },
);

it('does not hide any other failure', async () => {
  writeFileSync(path('a'), 'weights');
  await expect(linkOrCopy(path('a'), path('b'), fail('ENOSPC'))).rejects.toMatchObject({ code: 'ENOSPC' });
  await expect(linkOrCopy(path('gone'), path('b'), fail('EPERM'))).rejects.toMatchObject({
    code: 'PATH_NOT_FOUND',
  });
  expect(readdirSync(path())).toEqual(['a']);
});
