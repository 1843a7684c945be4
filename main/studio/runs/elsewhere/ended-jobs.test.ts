import { existsSync, mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, it, vi } from 'vitest';
import { PlaceId } from '../../../contract/ids.ts';
import type { Place } from '../../../contract/places/places.ts';
import { jobPaths, sharedPaths } from '../../../job-folder/job-paths.ts';
import { type JobState, writeJobState } from '../../../job-folder/job-state.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { EndedJobs } from './ended-jobs.ts';
import type { EndedJob } from './run-job-store.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, lstat: vi.fn(real.lstat), rm: vi.fn(real.rm) };
});

const path = tempFolderPerTest();
const placeId = PlaceId.parse('box');
const job: EndedJob = { name: 'run-1', placeId };
const never = new AbortController().signal;

const working: JobState = {
  ...{ version: 1, state: 'working', worker: 'w', host: 'node-7', pid: 1, beat: 1 },
};

/** One ended job whose folder lies at its place, and what is noted and logged of it. */
async function ended(state: JobState, silentMs = 300_000) {
  const folder = sharedPaths(path('shared')).job(job.name);
  mkdirSync(dirname(jobPaths(folder).state), { recursive: true });
  await writeJobState(folder, state);
  const left = new Set([job]);
  const warn = vi.fn();
  const place: Place = { kind: 'folder', id: placeId, name: 'Box', folder: path('shared') };
  const jobs = new EndedJobs({
    runJobs: {
      ended: () => [...left],
      tidied: () => left.clear(),
    },
    places: { get: () => place, list: () => [place] },
    log: { warn },
    pace: { pollMs: 5, silentMs },
  });
  return { folder, left, warn, jobs };
}

it('a job folder that cannot be removed is logged, and removed at the next opening', async () => {
  const { folder, left, warn, jobs } = await ended({ ...working, state: 'ended' });
  const busy = Object.assign(new Error('directory not empty'), { code: 'ENOTEMPTY' });
  vi.mocked(rm).mockRejectedValueOnce(busy);
  await jobs.tidy(job, never);
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.any(String), { job: job.name, error: busy });
  expect(existsSync(folder)).toBe(true);
  await jobs.tidyAll(never);
  expect({ isThere: existsSync(folder), left: left.size }).toEqual({ isThere: false, left: 0 });
});

it('a job folder is removed when its worker has closed it', async () => {
  const { folder, jobs } = await ended(working);
  const tidied = jobs.tidy(job, never);
  const looks = () => vi.mocked(lstat).mock.calls.filter(([file]) => file === jobPaths(folder).state).length;
  await vi.waitFor(() => expect(looks()).toBeGreaterThan(3), { timeout: 300_000 });
  expect(existsSync(folder)).toBe(true);
  await writeJobState(folder, { ...working, state: 'ended' });
  await tidied;
  expect(existsSync(folder)).toBe(false);
});

it('a job folder whose worker died is removed after a while', async () => {
  const { folder, jobs } = await ended(working, 30);
  await jobs.tidy(job, never);
  expect(existsSync(folder)).toBe(false);
});

it('a job folder is left for the next opening when the studio closes first', async () => {
  const { folder, left, warn, jobs } = await ended(working);
  await jobs.tidy(job, AbortSignal.abort());
  expect({ isThere: existsSync(folder), left: left.size }).toEqual({ isThere: true, left: 1 });
  expect(warn).not.toHaveBeenCalled();
});

it('pictures that no job needs are removed when the studio is opened, and not once it is closed', async () => {
  const { jobs, warn } = await ended({ ...working, state: 'ended' });
  const hash = 'a'.repeat(64);
  const { pixels, pixelsFile } = sharedPaths(path('shared'));
  mkdirSync(pixels);
  writeFileSync(pixelsFile(hash), '');
  const then = new Date(Date.now() - 7_200_000);
  utimesSync(pixelsFile(hash), then, then);
  await jobs.tidyAll(AbortSignal.abort());
  expect(existsSync(pixelsFile(hash))).toBe(true);
  expect(warn).not.toHaveBeenCalled();
  await jobs.tidyAll(never);
  expect(existsSync(pixelsFile(hash))).toBe(false);
});

it('pictures that stay because a task there cannot be read are logged', async () => {
  const { folder, jobs, warn } = await ended({ ...working, state: 'ended' });
  const hash = 'a'.repeat(64);
  const { pixels, pixelsFile } = sharedPaths(path('shared'));
  mkdirSync(pixels);
  writeFileSync(pixelsFile(hash), '');
  mkdirSync(sharedPaths(path('shared')).job('run-2'));
  await jobs.tidyAll(never);
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(pixelsFile(hash))).toBe(true);
  expect(warn).toHaveBeenCalledWith('unused pictures of a place could not be removed yet', {
    place: placeId,
    error: expect.objectContaining({ code: 'JOB_FOLDER_UNUSABLE' }),
  });
});

it('a job folder whose share is away is removed when the share is back', async () => {
  const { folder, left, warn, jobs } = await ended({ ...working, state: 'ended' });
  renameSync(path('shared'), path('away'));
  await jobs.tidyAll(never);
  expect({ warnings: warn.mock.calls.length, left: left.size }).toEqual({ warnings: 1, left: 1 });
  renameSync(path('away'), path('shared'));
  await jobs.tidyAll(never);
  expect({ isThere: existsSync(folder), left: left.size }).toEqual({ isThere: false, left: 0 });
});
