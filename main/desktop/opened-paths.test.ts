import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { OpenedPaths, pathsOfArguments } from './opened-paths.ts';

const place = tempFolderPerTest();

test('files and folders among the arguments are found, flags and what is not there are not', () => {
  const cwd = place('work');
  mkdirSync(path.join(cwd, 'photos'), { recursive: true });
  writeFileSync(path.join(cwd, 'faces.zip'), '');
  const argv = [
    '--library=/elsewhere',
    '--original-process-start-time=1',
    'photos',
    path.join(cwd, 'faces.zip'),
    'gone',
  ];
  const found = [path.join(cwd, 'photos'), path.join(cwd, 'faces.zip')];
  expect(pathsOfArguments(['/faceloom', ...argv], { isPackaged: true, cwd })).toEqual(found);
  expect(pathsOfArguments(['/electron', cwd, ...argv], { isPackaged: false, cwd })).toEqual(found);
  expect(pathsOfArguments(['/faceloom'], { isPackaged: true, cwd })).toEqual([]);
});

test('files that a desktop gives as addresses are found', () => {
  const file = place('Zoë & co 100%.zip');
  writeFileSync(file, '');
  const addresses = [
    pathToFileURL(file).href,
    'file://elsewhere/share/a.zip',
    'file:///%zz',
    'file:///a%2Fb',
  ];
  expect(pathsOfArguments(['/faceloom', ...addresses], { isPackaged: true, cwd: '/' })).toEqual([file]);
});

test('what is opened before there is a page waits for it, and goes there once', () => {
  const opened = new OpenedPaths();
  const taken: string[][] = [];
  opened.add(['a', 'b']);
  opened.add(['c']);
  opened.setTaker((paths) => taken.push(paths));
  opened.add([]);
  opened.add(['d']);
  opened.setTaker(undefined);
  opened.add(['e']);
  expect(taken).toEqual([['a', 'b', 'c'], ['d']]);
  opened.setTaker((paths) => taken.push(paths));
  expect(taken.at(-1)).toEqual(['e']);
});
