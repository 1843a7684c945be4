import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { makeFileAtomic, putFile, writeFileAtomic } from './atomic-file.ts';

const path = tempFolderPerTest();

/** Ways of replacing a file. */
const ways = {
  writeFileAtomic: (file: string) => writeFileAtomic(file, 'after'),
  'makeFileAtomic, flushed': (file: string) =>
    makeFileAtomic(file, (temporary) => writeFile(temporary, 'after'), { flush: true }),
  'makeFileAtomic, not flushed': (file: string) =>
    makeFileAtomic(file, (temporary) => writeFile(temporary, 'after'), { flush: false }),
  putFile: async (file: string) => putFile(file, 'after'),
};

describe.each(Object.entries(ways))('%s', (_, replace) => {
  beforeEach(() => writeFileSync(path('a'), 'before'));

  it('replaces a file', async () => {
    await replace(path('a'));
    expect(readFileSync(path('a'), 'utf8')).toBe('after');
    expect(readdirSync(path())).toEqual(['a']);
  });

  it('leaves nothing behind when it cannot', async () => {
    // No file takes the place of a folder that holds something.
    mkdirSync(path('taken', 'full'), { recursive: true });
    await expect(replace(path('taken'))).rejects.toMatchObject({
      data: { subject: path('taken'), next: expect.stringMatching(/^[A-Z].+\.$/) },
    });
    await expect(replace(path('gone', 'a'))).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
    expect(readdirSync(path()).sort()).toEqual(['a', 'taken']);
  });
});

it('gives nothing half-made a name', async () => {
  writeFileSync(path('a'), 'before');
  let seen = '';
  const making = makeFileAtomic(
    path('a'),
    async (temporary) => {
      seen = temporary;
      await appendFile(temporary, 'aft');
      throw new Error('mine');
    },
    { flush: true },
  );
  await expect(making).rejects.toThrow('mine');
  expect(existsSync(seen)).toBe(false);
  expect(readFileSync(path('a'), 'utf8')).toBe('before');
  async function* portions() {
    yield 'aft';
    throw new Error('mine');
  }
  await expect(writeFileAtomic(path('a'), portions())).rejects.toThrow('mine');
  expect(readdirSync(path())).toEqual(['a']);
});
