import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { defaultLibraryDir } from './default-dir.ts';
import { libraryPaths } from './paths.ts';

const path = tempFolderPerTest();

it('is the folder that the environment names, or Faceloom at home', () => {
  expect(defaultLibraryDir({ FACELOOM_LIBRARY: 'faces' }, path())).toBe(resolve('faces'));
  expect(defaultLibraryDir({}, path())).toBe(join(path(), 'Faceloom'));
});

it('keeps out of a clone of the program, unless a library was made there before', () => {
  const clone = join(path(), 'Faceloom');
  mkdirSync(clone);
  writeFileSync(join(clone, 'package.json'), '{}');
  expect(defaultLibraryDir({}, path())).toBe(join(path(), 'Faceloom Library'));
  writeFileSync(libraryPaths(clone).database, '');
  expect(defaultLibraryDir({}, path())).toBe(clone);
});
