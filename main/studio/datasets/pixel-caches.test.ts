import { existsSync, mkdirSync } from 'node:fs';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DatasetId } from '../../contract/ids.ts';
import { type Library, openLibrary } from '../library/library.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { PixelCaches } from './pixel-caches.ts';

const path = tempFolderPerTest();
const id = DatasetId.parse('faces-1');
let library: Library;
let caches: PixelCaches;
beforeEach(async () => {
  library = openLibrary(path('library'));
  caches = new PixelCaches(library);
  mkdirSync(library.paths.datasetDir(id));
  await sharp({ create: { width: 8, height: 8, channels: 3, background: '#456' } })
    .png()
    .toFile(path('0.png'));
});
afterEach(() => library.close());

/** Asks for the pixels of a version of one picture. */
const hold = (
  hash: string,
  signal = new AbortController().signal,
  onProgress = (_done: number) => undefined,
) =>
  caches.hold({
    ...{ id, size: 8, channels: 3, signal, onProgress },
    version: { hash, trained: [0], heldOut: [] },
    fileOf: () => path('0.png'),
  });

it('keeps the pixels of a version while they are in use, and no longer', async () => {
  const [first, again] = [await hold('a'), await hold('a')];
  const second = await hold('b');
  expect([first, second].map(({ file }) => existsSync(file))).toEqual([true, true]);
  first[Symbol.dispose]();
  using _third = await hold('c');
  expect([again, second].map(({ file }) => existsSync(file))).toEqual([true, true]);
  again[Symbol.dispose]();
  second[Symbol.dispose]();
  using _fourth = await hold('d');
  expect([again, second].map(({ file }) => existsSync(file))).toEqual([false, false]);
  expect(existsSync(second.file.replace(/u8$/, 'json'))).toBe(false);
});

it('prepares pixels for those who still wait when the one who began is cancelled', async () => {
  const [evaluation, training] = [new AbortController(), new AbortController()];
  const heard: number[] = [];
  const cancelled = hold('a', evaluation.signal);
  const waiting = hold('a', training.signal, (done) => void heard.push(done));
  evaluation.abort();
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  using pixels = await waiting;
  expect(existsSync(pixels.file)).toBe(true);
  expect(heard).toEqual([1]);
});
