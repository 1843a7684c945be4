import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { checkFolder } from './check-folder.ts';

const place = tempFolderPerTest();

test('a folder that can be written is left as it was', async () => {
  mkdirSync(place('shared'));
  expect(await checkFolder(place('shared'))).toEqual({
    isOk: true,
    sentence: expect.stringMatching(/^The shared folder can be written; \d+\.\d GB are free\.$/),
  });
  expect(readdirSync(place('shared'))).toEqual([]);
});

test('one that is not there is told, and is not made', async () => {
  expect(await checkFolder(place('shared', 'deep'))).toEqual({
    isOk: false,
    sentence: 'The shared folder is not there.',
    next: expect.stringContaining('Connect its disk'),
  });
});

test('a file in its place, and a folder that may not be written, are told with what to do', async () => {
  mkdirSync(place('shared'));
  writeFileSync(place('shared', 'file'), '');
  expect(await checkFolder(place('shared', 'file'))).toMatchObject({
    isOk: false,
    sentence: expect.stringMatching(/^The shared folder cannot be used: .+/),
    next: expect.stringMatching(/\.$/),
  });
  // Who may do everything is not stopped by permissions.
  if (process.getuid?.() === 0) return;
  chmodSync(place('shared'), 0o500);
  expect(await checkFolder(place('shared'))).toMatchObject({ isOk: false });
  chmodSync(place('shared'), 0o700);
});
