import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { libraryPaths } from '../library/paths.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { exportFile } from './export-target.ts';

const path = tempFolderPerTest();
const paths = () => libraryPaths(path('library'));

it('writes into the folder of a person, where a name that is taken gets a number', async () => {
  mkdirSync(path('out'));
  writeFileSync(path('out', 'Steps.csv'), 'of the user');
  expect(await exportFile(paths(), path('out'), 'steps.csv', 'new')).toEqual({
    files: [path('out', 'steps (2).csv')],
  });
  expect(readFileSync(path('out', 'Steps.csv'), 'utf8')).toBe('of the user');
  expect(readdirSync(path('out')).sort()).toEqual(['Steps.csv', 'steps (2).csv']);
});

it('writes into a folder that a browser fetches from, where none is given', async () => {
  const { files, downloadId } = await exportFile(paths(), undefined, 'steps.csv', 'new');
  expect(files).toEqual(['steps.csv']);
  if (downloadId === undefined) throw new Error('it has no address');
  expect(readFileSync(`${paths().downloadDir(downloadId)}/steps.csv`, 'utf8')).toBe('new');
});

it('leaves nothing of an export that fails, and no folder that was made for it', async () => {
  async function* cutOff() {
    yield Buffer.from('a part');
    throw new Error('the numbers cannot be read');
  }
  await expect(exportFile(paths(), path('made'), 'steps.csv', cutOff())).rejects.toThrow('cannot be read');
  expect(readdirSync(path())).not.toContain('made');
});

it('wants a full path', async () => {
  await expect(exportFile(paths(), 'out', 'steps.csv', 'new')).rejects.toMatchObject({
    ...{ code: 'INVALID_INPUT', message: 'The folder must be given with its full path.' },
  });
});
