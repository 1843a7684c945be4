import { mkdirSync, writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Progress } from '../../../contract/system/jobs.ts';
import { type Library, openLibrary } from '../../library/library.ts';
import { pngOf } from '../../testing/hostile-bytes.ts';
import { importPictures } from '../../testing/import-pictures.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { zip } from '../../testing/zip-bytes.ts';
import { reportListing } from './listing-progress.ts';

const path = tempFolderPerTest();
let library: Library;
beforeEach(() => {
  library = openLibrary(path('library'));
  mkdirSync(path('photos'));
});
afterEach(() => library.close());

/** Several pieces of the file's stream. */
const noise = Buffer.from(Array.from({ length: 400_000 }, (_, i) => (i * i * 2654435761) >>> 24));

async function tgz(): Promise<Buffer> {
  const tar = pack();
  for (let i = 0; i < 3; i++) tar.entry({ name: `${i}.txt` }, noise);
  tar.entry({ name: 'a.png' }, pngOf(8, 8, noise));
  tar.finalize();
  return gzipSync(await buffer(tar));
}

it('shows how much of the archives was read, up to all of it, though nobody knows what is in them', async () => {
  writeFileSync(path('photos', 'a.tgz'), await tgz());
  writeFileSync(path('photos', 'b.zip'), zip([['a.txt', noise]]));
  const seen: Progress[] = [];
  // Nothing in them is a picture that can be read: the import ends after it has looked.
  await expect(
    importPictures(library, path('photos'), { report: (progress) => seen.push(progress) }),
  ).rejects.toMatchObject({ code: 'NO_IMAGES' });
  const bytes = seen.filter(({ unit }) => unit === 'bytes');
  expect(new Set(bytes.map(({ note }) => note))).toEqual(
    new Set(['Reading photos/a.tgz', 'Reading photos/b.zip']),
  );
  expect(bytes.length).toBeGreaterThan(4);
  for (const [i, { done }] of bytes.entries()) expect(done).toBeGreaterThanOrEqual(bytes[i - 1]?.done ?? 0);
  expect(bytes.at(-1)?.done).toBe(bytes.at(-1)?.total);
  expect(seen.some(({ unit, total }) => unit === 'files' && total === undefined)).toBe(true);
});

it('gives a rate and a time left once there is something to tell them by', async () => {
  const seen: Progress[] = [];
  const report = reportListing((progress) => seen.push(progress));
  report({ files: 1, archives: { name: 'a.tgz', doneBytes: 0, totalBytes: 1000 } });
  await new Promise((resolve) => setTimeout(resolve, 600));
  report({ files: 1, archives: { name: 'a.tgz', doneBytes: 250, totalBytes: 1000 } });
  const { rate = 0, secondsLeft = 0 } = seen[1];
  expect(rate).toBeGreaterThan(0);
  expect(secondsLeft).toBeCloseTo(750 / rate, 6);
});

it.each(['a.tgz', 'b.zip'])('can be cancelled while %s is looked through', async (name) => {
  const entries = Array.from({ length: 300 }, (_, i) => [`${i}.txt`, Buffer.from('words')] as const);
  writeFileSync(path('photos', name), name === 'b.zip' ? zip(entries) : await tgz());
  const controller = new AbortController();
  const report = ({ unit, done }: Progress) => {
    if (unit === 'bytes' && done > 0) controller.abort();
  };
  await expect(
    importPictures(library, path('photos'), { report, signal: controller.signal }),
  ).rejects.toMatchObject({ name: 'AbortError' });
});
