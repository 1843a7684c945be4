import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { openLibrary } from './library.ts';

const path = tempFolderPerTest();

describe('a new library', () => {
  it.each([
    ['a photo', () => writeFileSync(path('photos', 'a.jpg'), 'x')],
    ['a folder of photos', () => mkdirSync(path('photos', '2024'))],
    ['the photos of a phone', () => mkdirSync(path('photos', 'DCIM'))],
  ])('is not made beside %s, and nothing is put there', (_what, put) => {
    mkdirSync(path('photos'));
    put();
    const before = readdirSync(path('photos'));
    expect(() => openLibrary(path('photos'))).toThrow(
      expect.objectContaining({
        code: 'LIBRARY_UNUSABLE',
        data: { next: expect.stringContaining(path('photos', 'Faceloom')), subject: path('photos') },
      }),
    );
    expect(readdirSync(path('photos'))).toEqual(before);
  });

  it.each([
    '.DS_Store',
    'desktop.ini',
    'Thumbs.db',
    'System Volume Information',
    '.Trash-1000',
    'library.lock',
    'faceloom.log',
  ])('is made beside %s', (name) => {
    mkdirSync(path('empty'));
    writeFileSync(path('empty', name), '');
    openLibrary(path('empty')).close();
  });

  it('that is there already opens, whatever was put beside it', () => {
    openLibrary(path('library')).close();
    writeFileSync(path('library', 'a.jpg'), 'x');
    openLibrary(path('library')).close();
  });
});
