import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { listBuiltPage } from './built-page.ts';

const path = tempFolderPerTest();

it('lists what a page is made of, with its type and how long it may be kept', async () => {
  mkdirSync(path('page', 'assets'), { recursive: true });
  const names = ['index.html', 'icon.png', 'licences.json', 'notes.txt', 'assets/index-1a2b.js'];
  for (const name of names) writeFileSync(path('page', name), 'content');
  const files = await listBuiltPage(path('page'));
  expect([...files.keys()].sort()).toEqual(['/', '/assets/index-1a2b.js', '/icon.png', '/index.html']);
  expect(files.get('/')).toEqual({
    ...{ file: path('page', 'index.html'), contentType: 'text/html; charset=utf-8', maxAgeSeconds: 0 },
  });
  expect(files.get('/icon.png')?.contentType).toBe('image/png');
  expect(files.get('/assets/index-1a2b.js')?.maxAgeSeconds).toBeGreaterThan(0);
});

it.skipIf(process.platform === 'win32')(
  'lists no link, which could lead anywhere (not on Windows: links need a right there)',
  async () => {
    mkdirSync(path('page'));
    writeFileSync(path('secret.html'), 'secret');
    symlinkSync(path('secret.html'), path('page', 'link.html'));
    expect((await listBuiltPage(path('page'))).size).toBe(0);
  },
);

it('says that a page has not been built', async () => {
  await expect(listBuiltPage(path('page'))).rejects.toMatchObject({ code: 'ENOENT' });
});
