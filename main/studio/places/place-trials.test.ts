import { mkdirSync, readdirSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobId } from '../../contract/ids.ts';
import type { PlaceChoices } from '../../contract/places/places.ts';
import { jobPaths } from '../../job-folder/job-paths.ts';
import { writeJobState } from '../../job-folder/job-state.ts';
import { readTask } from '../../job-folder/job-task.ts';
import { MessageLog } from '../../job-folder/message-log.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../testing/open-test-studio.ts';
import { scriptedCompute } from '../testing/scripted-compute.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { type StandInPrograms, standInPrograms } from './testing/stand-in-programs.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, lstat: vi.fn(real.lstat) };
});

const path = tempFolderPerTest();
let studio: TestStudio;
/** With how long a worker may be silent, in milliseconds. */
const openStudio = (silentMs: number) =>
  openTestStudio({
    libraryDir: path('library'),
    launchCompute: scriptedCompute,
    pace: { pollMs: 20, queueMs: 50, silentMs },
  });
beforeEach(async () => {
  mkdirSync(path('shared'));
  studio = await openStudio(500);
  return async () => studio[Symbol.asyncDispose]();
});

async function tryPlace(choices: object): Promise<JobId> {
  const { client } = studio;
  const place = await client.places.add({
    ...{ kind: 'folder', name: 'Box', folder: path('shared') },
    ...choices,
  } as PlaceChoices);
  return (await client.places.tryJob({ id: place.id })).jobId;
}
const jobs = () => path('shared', 'jobs');
async function onlyJob(): Promise<string> {
  const made = () => readdirSync(jobs()).filter((name) => !name.startsWith('.tmp-'));
  await vi.waitFor(() => expect(made()).toHaveLength(1), { timeout: 300_000 });
  return join(jobs(), made()[0] ?? '');
}
/** What a worker there says. */
function says(folder: string, ...messages: Parameters<MessageLog['append']>[0][]): void {
  const log = new MessageLog(jobPaths(folder).messages);
  for (const message of messages) log.append(message);
  log.close();
}

describe('a place that is tried with a job', () => {
  it('has trained it, and nothing of it is left there', async () => {
    const jobId = await tryPlace({});
    const folder = await onlyJob();
    expect(await readTask(folder)).toMatchObject({ name: 'Trial', config: { maxKimg: 0.008 } });
    says(
      folder,
      { type: 'began', host: 'node-7', nimg: 0 },
      { type: 'chosen', settings: 'native', title: 'TensorFlow' },
      { type: 'ended', reason: 'finished' },
    );
    const { result } = await jobEnd(studio.client, jobId);
    expect(result).toEqual({
      kind: 'try-place',
      findings: [
        {
          isOk: true,
          sentence: expect.stringMatching(
            /^A tiny job trained on node-7 with TensorFlow, and had ended after \d+ sec/,
          ),
        },
      ],
    });
    expect(readdirSync(jobs())).toEqual([]);
  });

  it('keeps the job folder until its worker has closed it', async () => {
    await studio[Symbol.asyncDispose]();
    studio = await openStudio(300_000);
    const jobId = await tryPlace({});
    const folder = await onlyJob();
    const working = { version: 1, state: 'working', worker: 'w', host: 'node-7', pid: 1, beat: 1 } as const;
    await writeJobState(folder, working);
    says(folder, { type: 'began', host: 'node-7', nimg: 0 }, { type: 'ended', reason: 'finished' });
    const looks = () =>
      vi.mocked(lstat).mock.calls.filter(([file]) => file === jobPaths(folder).state).length;
    const before = looks();
    await vi.waitFor(() => expect(looks()).toBeGreaterThan(before + 3), { timeout: 300_000 });
    expect(readdirSync(jobs())).toHaveLength(1);
    await writeJobState(folder, { ...working, state: 'ended' });
    expect((await jobEnd(studio.client, jobId)).result).toMatchObject({ findings: [{ isOk: true }] });
    expect(readdirSync(jobs())).toEqual([]);
  });

  it('says why its worker failed', async () => {
    const jobId = await tryPlace({});
    const data = { next: 'Run npm run setup:mpi.' };
    const error = { code: 'ENGINE_UNAVAILABLE' as const, message: 'MPI is not installed.', data };
    says(await onlyJob(), { type: 'failed', error });
    expect((await jobEnd(studio.client, jobId)).result).toMatchObject({
      findings: [{ isOk: false, sentence: 'A job failed there: MPI is not installed.', ...data }],
    });
  });

  it('does not keep this computer at work while it waits for a worker', async () => {
    const jobId = await tryPlace({});
    await onlyJob();
    expect((await studio.client.jobs.list()).map(({ id, state }) => ({ id, state }))).toEqual([
      { id: jobId, state: 'running' },
    ]);
    expect(studio.studio.isWorking()).toBe(false);
  });

  it('takes the job back when nobody waits for it any more', async () => {
    const jobId = await tryPlace({});
    await onlyJob();
    await studio.client.jobs.cancel({ id: jobId });
    expect(await jobEnd(studio.client, jobId)).toMatchObject({ state: 'cancelled' });
    expect(readdirSync(jobs())).toEqual([]);
  });

  /** Scripts in the place of Slurm's programs cannot be called on Windows. */
  describe.skipIf(process.platform === 'win32')('of Slurm', () => {
    let programs: StandInPrograms;
    beforeEach(() => {
      programs = standInPrograms(path('bin'));
      programs.program('sbatch', 'echo 7');
      programs.program('scancel', 'true');
    });
    afterEach(() => vi.unstubAllEnvs());

    it('says that the job was lost, and asks for the ranks of its jobs', async () => {
      programs.program('squeue', `echo '{"jobs": [{"job_id": 7, "job_state": "FAILED"}]}'`);
      const jobId = await tryPlace({ kind: 'slurm', program: '/faceloom', ranks: 2 });
      expect(await readTask(await onlyJob())).toMatchObject({ ranks: 2, config: { batchSize: 8 } });
      expect((await jobEnd(studio.client, jobId)).result).toMatchObject({
        findings: [{ isOk: false, sentence: 'The job ended without a word of its worker (FAILED).' }],
      });
      expect(programs.callsOf('sbatch')[0]).toContain('--ntasks=2');
      expect(programs.callsOf('scancel')).toEqual(['--quiet 7']);
      expect(readdirSync(jobs())).toEqual([]);
    });

    it('bears a scheduler that does not answer for a while, and one that cannot take a job out', async () => {
      programs.program('squeue', 'echo "connection lost" >&2; exit 1');
      programs.program('scancel', 'exit 1');
      const jobId = await tryPlace({ kind: 'slurm', program: '/faceloom' });
      const folder = await onlyJob();
      await vi.waitFor(() => expect(programs.callsOf('squeue').length).toBeGreaterThan(1), {
        timeout: 60_000,
      });
      says(folder, { type: 'began', host: 'node-7', nimg: 0 }, { type: 'ended', reason: 'finished' });
      expect((await jobEnd(studio.client, jobId)).result).toMatchObject({ findings: [{ isOk: true }] });
      expect(readdirSync(jobs())).toEqual([]);
    });
  });
});
