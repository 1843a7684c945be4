import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

const send = (name: string, content: string | Iterable<Buffer> = 'x', number?: number) =>
  uploads.receive(id, name, Readable.from(content), number);

/** What lies in the upload's folder, by path, '/' between parts. */
function kept(): Record<string, string> {
  const folder = library.paths.uploadDir(id);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(folder, file).replaceAll(sep, '/'), readFileSync(file, 'utf8')]),
  );
}

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
  uploads = new Uploads(library, { fileBytes: 1000 });
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

it('keeps files of one name, also when they come at once', async () => {
  await Promise.all(['1', '2', '3', '4'].map((content) => send('photos/a.jpg', content)));
  expect(Object.keys(kept()).sort()).toEqual([
    'photos/a (2).jpg',
    'photos/a (3).jpg',
    'photos/a (4).jpg',
    'photos/a.jpg',
  ]);
  expect(Object.values(kept()).sort()).toEqual(['1', '2', '3', '4']);
});

it('gives a file that is sent again the place that it had', async () => {
  const cut = new PassThrough();
  cut.write('half');
  const first = uploads.receive(id, 'photos/a.jpg', cut, 7);
  cut.destroy(new Error('cut'));
  await expect(first).rejects.toThrow('cut');
  expect(kept()).toEqual({});
  await send('photos/a.jpg', 'whole', 7);
  await send('photos/a.jpg', 'another', 8);
  // The answer to the first was lost, so that it is sent once more.
  await send('photos/a.jpg', 'whole', 7);
  expect(kept()).toEqual({ 'photos/a.jpg': 'whole', 'photos/a (2).jpg': 'another' });
});

it('keeps nothing of a file that falls silent, and says which', async () => {
  uploads = new Uploads(library, { idleMs: 50 });
  id = await uploads.open();
  const silent = new PassThrough();
  silent.write('half');
  const receiving = uploads.receive(id, 'silent.jpg', silent);
  // A machine that is so busy that the time is over before the file's folder is there.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  await expect(receiving).rejects.toMatchObject({
    code: 'UPLOAD_STALLED',
    data: { subject: 'silent.jpg' },
  });
  expect(silent.destroyed).toBe(true);
  expect(readdirSync(library.paths.uploadDir(id))).toEqual([]);
});

it('throws away what a sender gives up, but not what is being imported', async () => {
  await send('a.jpg');
  await uploads.discard(id);
  expect(existsSync(library.paths.uploadDir(id))).toBe(false);
  await expect(uploads.discard(id)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  id = await uploads.open();
  await send('a.jpg');
  uploads.describe(id);
  await uploads.discard(id);
  expect(kept()).toEqual({ 'a.jpg': 'x' });
});

it('calls what was chosen by the names that were sent', async () => {
  await send('Photos/a.jpg');
  await send('photos/a.jpg');
  await send('what?.jpg');
  expect(uploads.describe(id).sources).toEqual(['Photos', 'photos', 'what?.jpg']);
  expect(Object.keys(kept()).sort()).toEqual(['Photos/a.jpg', 'photos (2)/a.jpg', 'what_.jpg']);
});

describe('a day later', () => {
  const dayMs = 24 * 3_600_000;
  beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() }));
  afterEach(() => vi.useRealTimers());
  const laterMs = (ms: number) => vi.setSystemTime(Date.now() + ms);
  const folders = () => readdirSync(library.paths.uploads);

  it('removes what a sender gave up, and keeps what an import still reads', async () => {
    await send('a.jpg');
    uploads.describe(id);
    const givenUp = await uploads.open();
    laterMs(dayMs + 1000);
    const now = await uploads.open();
    expect(folders().sort()).toEqual([id, now].sort());
    expect(kept()).toEqual({ 'a.jpg': 'x' });
    await expect(uploads.receive(givenUp, 'b.jpg', Readable.from('x'))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('keeps an upload that goes on for longer', async () => {
    await send('a.jpg');
    for (const name of ['b.jpg', 'c.jpg']) {
      laterMs(dayMs - 1000);
      await send(name);
      await uploads.open();
    }
    expect(Object.keys(kept()).sort()).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
  });

  it('removes those of earlier sessions, but not what an import waits for, nor what is not its own', async () => {
    const put = (name: string) => {
      const folder = join(library.paths.uploads, name);
      mkdirSync(folder);
      utimesSync(folder, new Date(), new Date());
    };
    for (const name of ['upload-old', 'upload-waited-for', 'My photos']) put(name);
    laterMs(dayMs + 1000);
    const isWaitedFor = (upload: UploadId) => upload === 'upload-waited-for';
    await new Uploads(library, { isWaitedFor }).open();
    expect(folders()).not.toContain('upload-old');
    expect(folders()).toEqual(expect.arrayContaining(['upload-waited-for', 'My photos']));
  });

  // Windows lets only some users make links.
  it.skipIf(process.platform === 'win32')('passes over what another has just removed', async () => {
    symlinkSync(path('gone'), join(library.paths.uploads, 'upload-gone'));
    expect(await uploads.open()).toMatch(/^upload-/);
  });
});
