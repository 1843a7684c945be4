import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DatasetId, JobId, RunId } from '../../../contract/ids.ts';
import type { Place } from '../../../contract/places/places.ts';
import { sharePixels } from '../../../job-folder/share-pixels.ts';
import { type StandInPrograms, standInPrograms } from '../../places/testing/stand-in-programs.ts';
import { drawnLibrary } from '../../testing/drawn-library.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../../testing/open-test-studio.ts';
import { scriptedCompute } from '../../testing/scripted-compute.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';

vi.mock('../../../job-folder/share-pixels.ts', async (original) => {
  const real = await original<typeof import('../../../job-folder/share-pixels.ts')>();
  return { sharePixels: vi.fn(real.sharePixels) };
});

const path = tempFolderPerTest();
const patience = { timeout: 300_000 };

/** Scripts in the place of Slurm's programs cannot be called on Windows. */
describe.skipIf(process.platform === 'win32')('runs that are sent to Slurm', () => {
  let datasetId: DatasetId;
  let studio: TestStudio;
  let place: Place;

  let programs: StandInPrograms;

  const library = drawnLibrary();
  beforeEach(async () => {
    datasetId = library.copyTo(path('library'));
    mkdirSync(path('shared'));
    programs = standInPrograms(path('bin'));
    program('squeue', `echo '{"jobs": [{"job_id": 7, "array_job_id": 7, "job_state": "PENDING"}]}'`);
    program('scancel', 'true');
    studio = await openTestStudio({
      libraryDir: path('library'),
      launchCompute: scriptedCompute,
      pace: { pollMs: 20, queueMs: 50, silentMs: 60_000 },
    });
    place = await studio.client.places.add({
      ...{ kind: 'slurm', name: 'Cluster', folder: path('shared'), program: '/faceloom', atOnce: 2 },
    });
    return async () => {
      await studio[Symbol.asyncDispose]();
      vi.unstubAllEnvs();
    };
  });

  const program = (name: string, does: string) => programs.program(name, does);
  const callsOf = (name: string) => programs.callsOf(name);

  const jobFolders = () => (existsSync(path('shared', 'jobs')) ? readdirSync(path('shared', 'jobs')) : []);

  const sweep = () =>
    studio.client.sweeps.start({
      ...{ datasetId, preset: 'draft-32', maxKimg: 1, place: place.id, axis: 'seed', values: [1, 2, 3] },
    });
  type Sent = Awaited<ReturnType<typeof sweep>>['runs'];

  const statesOf = (runs: Sent) =>
    Promise.all(runs.map(async ({ runId }) => (await studio.client.runs.get({ id: runId })).state));

  const waiting = (runs: Sent) =>
    vi.waitFor(async () => {
      for (const { runId } of runs)
        expect((await studio.client.runs.get({ id: runId })).whereabouts?.phase).toBe('waiting');
    }, patience);

  it.each<[string, (first: { jobId: JobId }, last: { jobId: JobId; runId: RunId }) => unknown]>([
    ['the job of the first', ({ jobId }) => studio.client.jobs.cancel({ id: jobId })],
    ['the job of the last', (_first, { jobId }) => studio.client.jobs.cancel({ id: jobId })],
    ['a run', (_first, { runId }) => studio.client.runs.pause({ id: runId })],
  ])('are taken out again when %s is ended while sbatch takes its time', async (_what, end) => {
    program('sbatch', `while [ ! -e ${path('go')} ]; do sleep 0.02; done; echo 7`);
    const { runs } = await sweep();
    await vi.waitFor(() => expect(callsOf('sbatch')).toHaveLength(1), patience);
    const [first, , last] = runs;
    await end(first, last);
    writeFileSync(path('go'), '');
    for (const { jobId } of runs)
      expect(await jobEnd(studio.client, jobId)).toMatchObject({ state: 'cancelled' });
    expect(callsOf('scancel')).toEqual(['--quiet 7_0', '--quiet 7_1', '--quiet 7_2']);
    expect(await statesOf(runs)).toEqual(['paused', 'paused', 'paused']);
    expect(jobFolders()).toEqual([]);
  });

  it('leave no folders where sbatch fails', async () => {
    program('sbatch', 'echo "Invalid account" >&2; exit 1');
    const { runs } = await sweep();
    for (const { jobId } of runs)
      expect(await jobEnd(studio.client, jobId)).toMatchObject({ state: 'failed' });
    expect(await statesOf(runs)).toEqual(['failed', 'failed', 'failed']);
    expect(jobFolders()).toEqual([]);
    expect(readdirSync(path('shared', 'pixels'))).toHaveLength(2);
    await studio.client.places.remove({ id: place.id });
  });

  it('keep their place while they are on their way', async () => {
    program('sbatch', `while [ ! -e ${path('go')} ]; do sleep 0.02; done; echo 7`);
    const { runs } = await sweep();
    await expect(studio.client.places.remove({ id: place.id })).rejects.toMatchObject({ code: 'RUN_STATE' });
    writeFileSync(path('go'), '');
    await waiting(runs);
    expect(await studio.client.places.list()).toEqual([place]);
  });

  it('are one array with its limit when their sweep is resumed', async () => {
    program('sbatch', 'echo 7');
    vi.mocked(sharePixels).mockClear();
    const { groupId, runs } = await sweep();
    await waiting(runs);
    expect(sharePixels).toHaveBeenCalledTimes(1);
    await studio.client.sweeps.pause({ id: groupId });
    for (const { jobId } of runs) await jobEnd(studio.client, jobId);
    const resumed = await studio.client.sweeps.resume({ id: groupId });
    expect(resumed.runs.map(({ runId }) => runId)).toEqual(runs.map(({ runId }) => runId));
    await waiting(resumed.runs);
    expect(callsOf('sbatch')).toHaveLength(2);
    expect(callsOf('sbatch')[1]).toContain('--array=0-2%2');
    await studio.client.sweeps.pause({ id: groupId });
    for (const { jobId } of resumed.runs) await jobEnd(studio.client, jobId);
    await waiting((await studio.client.sweeps.resume({ id: groupId, ranks: 2 })).runs);
    expect(callsOf('sbatch')[2]).toContain('--ntasks=2');
  });
});
