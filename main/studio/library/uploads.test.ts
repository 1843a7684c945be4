import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { UploadId } from '../../contract/ids.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { type Library, openLibrary } from './library.ts';
import { Uploads } from './uploads.ts';

const path = tempFolderPerTest();
let library: Library;
let uploads: Uploads;
let id: UploadId;
beforeEach(async () => {
  library = openLibrary(path('library'));
  uploads = new Uploads(library);
  id = await uploads.open();
});
afterEach(() => library.close());

const send = (name: string, content: string | Iterable<Buffer> = 'x') =>
  uploads.receive(id, name, Readable.from(content));

it('streams files to disk under the names that were sent', async () => {
  await send('photos/a.jpg', 'first');
  await send('photos/deep/b.jpg', 'second');
  await send('c.jpg', 'third');
  const { paths, sources } = uploads.describe(id);
  expect(sources).toEqual(['photos', 'c.jpg']);
  expect(readFileSync(`${paths[0]}/deep/b.jpg`, 'utf8')).toBe('second');
  await uploads.remove(id);
  expect(existsSync(library.paths.uploadDir(id))).toBe(false);
});

it.each([
  '../out.jpg',
  'a/../../out.jpg',
  '/etc/out.jpg',
  '..\\out.jpg',
  'C:\\out.jpg',
  '.',
  '',
  'a\0.jpg',
  'x'.repeat(5000),
])('refuses the name %j', async (name) => {
  await expect(send(name)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  expect(readdirSync(library.paths.uploads)).toEqual([id]);
  expect(readdirSync(library.paths.uploadDir(id))).toEqual([]);
});

it('refuses a file that is too large, and keeps nothing of it', async () => {
  uploads = new Uploads(library, 1000);
  id = await uploads.open();
  const chunk = Buffer.alloc(500);
  await send('small.jpg', [chunk, chunk]);
  await uploads.remove(id);
  id = await uploads.open();
  await expect(send('big.jpg', [chunk, chunk, Buffer.alloc(1)])).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
  expect(readdirSync(library.paths.uploadDir(id))).toEqual([]);
});

it('knows only uploads that are open, and wants at least one file', async () => {
  expect(() => uploads.describe(id)).toThrow(expect.objectContaining({ code: 'NO_IMAGES' }));
  await uploads.remove(id);
  await expect(send('a.jpg')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});
