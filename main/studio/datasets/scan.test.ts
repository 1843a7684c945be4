import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { scanSources } from './scan.ts';

const path = tempFolderPerTest();
const scan = (...paths: string[]) => scanSources(paths, new AbortController().signal);

describe('scanSources', () => {
  it('walks folders in order, names files as the user would, and leaves out what is no picture', async () => {
    mkdirSync(path('photos', 'b', 'deep'), { recursive: true });
    mkdirSync(path('photos', '.hidden'));
    for (const name of [
      'z.jpg',
      'a.PNG',
      'notes.txt',
      '.DS_Store',
      'Thumbs.db',
      'b/deep/c.webp',
      '.hidden/d.jpg',
    ]) {
      writeFileSync(path('photos', name), 'x');
    }
    const { files, ignored, unreadable } = await scan(path('photos'));
    expect(files.map(({ name }) => name)).toEqual(['photos/a.PNG', 'photos/b/deep/c.webp', 'photos/z.jpg']);
    expect(ignored.map(({ name }) => name).sort()).toEqual([
      'photos/.DS_Store',
      'photos/Thumbs.db',
      'photos/notes.txt',
    ]);
    expect(unreadable).toEqual([]);
  });

  it('takes files that are named directly, whatever their ending', async () => {
    writeFileSync(path('picture'), 'x');
    expect((await scan(path('picture'))).files).toEqual([{ path: path('picture'), name: 'picture' }]);
  });

  it('enters each folder once, however links lead to it, and reports links that lead nowhere', async () => {
    mkdirSync(path('photos', 'sub'), { recursive: true });
    writeFileSync(path('photos', 'sub', 'a.jpg'), 'x');
    symlinkSync(path('photos'), path('photos', 'sub', 'loop'));
    symlinkSync(path('photos', 'sub'), path('photos', 'twin'));
    symlinkSync(path('nowhere'), path('photos', 'dangling.jpg'));
    const { files, unreadable } = await scan(path('photos'));
    expect(files).toHaveLength(1);
    expect(unreadable).toEqual([{ file: 'photos/dangling.jpg', reason: 'a link that leads nowhere' }]);
  });

  it('takes any name that the file system takes', async () => {
    mkdirSync(path('odd'));
    const names = [
      'new\nline.jpg',
      'quo"te\'.jpg',
      '\u202Egpj.jpg',
      `${'é'.repeat(125)}.jpg`,
      ' .jpg',
      '-rf.jpg',
    ];
    for (const name of names) writeFileSync(path('odd', name), 'x');
    expect((await scan(path('odd'))).files).toHaveLength(names.length);
  });

  it('says which path is missing', async () => {
    await expect(scan(path('nothing'))).rejects.toMatchObject({
      code: 'PATH_NOT_FOUND',
      data: { subject: path('nothing') },
    });
  });
});
