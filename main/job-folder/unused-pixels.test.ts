import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { expect, it } from 'vitest';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { jobPaths, sharedPaths } from './job-paths.ts';
import { sharePixels } from './share-pixels.ts';
import { testJob } from './testing/test-job.ts';
import { removeUnusedPixels } from './unused-pixels.ts';

const path = tempFolderPerTest();

/** A job in a shared folder whose pixels were shared so many hours ago. */
async function jobOf(hours: number) {
  const root = path('shared');
  const folder = await testJob(root, 'run-1');
  const { pixels: hash } = JSON.parse(readFileSync(jobPaths(folder).task, 'utf8'));
  const { pixelsFile, pixelsHeader, pixels } = sharedPaths(root);
  const then = new Date(Date.now() - hours * 3_600_000);
  for (const file of [pixelsFile(hash), pixelsHeader(hash)]) utimesSync(file, then, then);
  return { root, folder, hash, pixels };
}

it('pixels go when no job needs them any more', async () => {
  const { root, folder, hash, pixels } = await jobOf(2);
  expect(await removeUnusedPixels(root)).toEqual([]);
  rmSync(folder, { recursive: true });
  writeFileSync(path('shared', 'pixels', 'notes.txt'), 'of somebody else');
  expect(await removeUnusedPixels(root)).toEqual([hash]);
  expect(readdirSync(pixels)).toEqual(['notes.txt']);
});

it('pixels stay while somebody may be sending a run that needs them', async () => {
  const { root, folder, hash, pixels } = await jobOf(2);
  rmSync(folder, { recursive: true });
  // Sent again: they lie there already.
  expect(await sharePixels(root, path('library', 'pixels.u8'))).toBe(hash);
  expect(await removeUnusedPixels(root)).toEqual([]);
  expect(readdirSync(pixels).sort()).toEqual([`${hash}.json`, `${hash}.u8`]);
});

it('pixels stay where it cannot be told what a job needs', async () => {
  const { root, folder, hash } = await jobOf(2);
  writeFileSync(jobPaths(folder).task, JSON.stringify({ version: 2 }));
  expect(await removeUnusedPixels(root)).toEqual([]);
  expect(existsSync(sharedPaths(root).pixelsFile(hash))).toBe(true);
});

it('nothing is removed through a link in place of their folder', async () => {
  const { root, folder, hash, pixels } = await jobOf(2);
  rmSync(folder, { recursive: true });
  rmSync(pixels, { recursive: true });
  mkdirSync(path('precious'));
  writeFileSync(path('precious', `${hash}.u8`), 'of somebody else');
  symlinkSync(path('precious'), pixels);
  await expect(removeUnusedPixels(root)).rejects.toMatchObject({ code: 'JOB_FOLDER_UNUSABLE' });
  expect(readdirSync(path('precious'))).toEqual([`${hash}.u8`]);
});

it('a shared folder without pixels has none to remove', async () => {
  mkdirSync(path('shared'));
  expect(await removeUnusedPixels(path('shared'))).toEqual([]);
});
