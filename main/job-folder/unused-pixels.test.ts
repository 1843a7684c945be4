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
import { copyFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { jobPaths, sharedPaths } from './job-paths.ts';
import { hashPlain } from './plain-files.ts';
import { sharePixels } from './share-pixels.ts';
import { testJob } from './testing/test-job.ts';
import { removeUnusedPixels } from './unused-pixels.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, copyFile: vi.fn(real.copyFile) };
});
vi.mock('./plain-files.ts', async (original) => {
  const real = await original<typeof import('./plain-files.ts')>();
  return { ...real, hashPlain: vi.fn(real.hashPlain) };
});
const realCopyFile = vi.mocked(copyFile).getMockImplementation();
const realHashPlain = vi.mocked(hashPlain).getMockImplementation();
beforeEach(() => {
  vi.mocked(copyFile).mockImplementation(async (...args) => realCopyFile?.(...args));
  vi.mocked(hashPlain).mockImplementation(async (file) => (await realHashPlain?.(file)) ?? '');
});

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

it('pixels stay while the copy at the place is still read through by who sends a run', async () => {
  const { root, folder, hash, pixels } = await jobOf(2);
  rmSync(folder, { recursive: true });
  let removed: string[] | undefined;
  vi.mocked(hashPlain).mockImplementationOnce(async () => {
    removed = await removeUnusedPixels(root);
    return hash;
  });
  expect(await sharePixels(root, path('library', 'pixels.u8'))).toBe(hash);
  expect(removed).toEqual([]);
  expect(readdirSync(pixels).sort()).toEqual([`${hash}.json`, `${hash}.u8`]);
});

it('pixels are sent again where somebody had begun to remove them before', async () => {
  const { root, folder, hash, pixels } = await jobOf(2);
  rmSync(folder, { recursive: true });
  vi.mocked(hashPlain).mockImplementationOnce(async (file) => {
    for (const gone of [file, sharedPaths(root).pixelsHeader(hash)]) rmSync(gone);
    return hash;
  });
  expect(await sharePixels(root, path('library', 'pixels.u8'))).toBe(hash);
  expect(readdirSync(pixels).sort()).toEqual([`${hash}.json`, `${hash}.u8`]);
});

it('pixels that were just sent are new, also where copies keep the time of their originals', async () => {
  vi.mocked(copyFile).mockImplementation(async (from, to, mode) => {
    await realCopyFile?.(from, to, mode);
    const { atime, mtime } = await stat(from);
    await utimes(to, atime, mtime);
  });
  const { root, folder, hash, pixels } = await jobOf(2);
  rmSync(folder, { recursive: true });
  const then = new Date(Date.now() - 7_200_000);
  for (const name of ['pixels.u8', 'pixels.json']) utimesSync(path('library', name), then, then);
  await sharePixels(root, path('library', 'pixels.u8'));
  expect(await removeUnusedPixels(root)).toEqual([]);
  expect(readdirSync(pixels).sort()).toEqual([`${hash}.json`, `${hash}.u8`]);
});

it('pixels stay where it cannot be told what a job needs, and it is said why', async () => {
  const { root, folder, hash } = await jobOf(2);
  writeFileSync(jobPaths(folder).task, JSON.stringify({ version: 2 }));
  await expect(removeUnusedPixels(root)).rejects.toMatchObject({
    code: 'JOB_FOLDER_UNUSABLE',
    data: { subject: jobPaths(folder).task },
  });
  expect(existsSync(sharedPaths(root).pixelsFile(hash))).toBe(true);
});

it('pixels stay while a run is being sent, and it is said why; not for what a killed studio left', async () => {
  const { root, folder, hash } = await jobOf(2);
  rmSync(folder, { recursive: true });
  const sent = join(sharedPaths(root).jobs, '.tmp-run-2');
  mkdirSync(sent);
  await expect(removeUnusedPixels(root)).rejects.toMatchObject({
    code: 'JOB_FOLDER_UNUSABLE',
    data: { subject: sent },
  });
  const then = new Date(Date.now() - 25 * 3_600_000);
  utimesSync(sent, then, then);
  expect(await removeUnusedPixels(root)).toEqual([hash]);
});

it('pixels go though other things lie beside the jobs', async () => {
  const { root, folder, hash } = await jobOf(2);
  const { jobs } = sharedPaths(root);
  for (const name of ['.DS_Store', 'Thumbs.db', 'notes']) writeFileSync(join(jobs, name), '');
  for (const name of ['lost+found', '.Trash-1000', 'Old runs']) mkdirSync(join(jobs, name));
  expect(await removeUnusedPixels(root)).toEqual([]);
  rmSync(folder, { recursive: true });
  expect(await removeUnusedPixels(root)).toEqual([hash]);
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
