import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DatasetId, RunId } from '../../../contract/ids.ts';
import { readRequest } from '../../../job-folder/control.ts';
import { jobPaths } from '../../../job-folder/job-paths.ts';
import { type StandInPrograms, standInPrograms } from '../../places/testing/stand-in-programs.ts';
import { drawnLibrary } from '../../testing/drawn-library.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../../testing/open-test-studio.ts';
import { scriptedCompute } from '../../testing/scripted-compute.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, rm: vi.fn(real.rm) };
});

const path = tempFolderPerTest();
const patience = { timeout: 300_000 };

/** Scripts in the place of Slurm's programs cannot be called on Windows. */
describe.skipIf(process.platform === 'win32')('a run that Slurm holds', () => {
  let datasetId: DatasetId;
  let studio: TestStudio;
  let programs: StandInPrograms;

  const library = drawnLibrary();

  const open = () =>
    openTestStudio({
      libraryDir: path('library'),
      launchCompute: scriptedCompute,
      pace: { pollMs: 20, queueMs: 50, silentMs: 60_000 },
    });

  beforeEach(async () => {
    datasetId = library.copyTo(path('library'));
    mkdirSync(path('shared'));
    programs = standInPrograms(path('bin'));
    const { program } = programs;
    program('sbatch', 'echo 7');
    program('squeue', `echo '{"jobs": [{"job_id": 7, "job_state": "PENDING"}]}'`);
    program('scancel', 'true');
    studio = await open();
    return async () => {
      await studio[Symbol.asyncDispose]();
      vi.unstubAllEnvs();
    };
  });

  /** A run that waits in the queue, and the folder of its job. */
  async function queued() {
    const { client } = studio;
    const place = await client.places.add({
      ...{ kind: 'slurm', name: 'Cluster', folder: path('shared'), program: '/faceloom' },
    });
    const run = await client.runs.start({ datasetId, preset: 'draft-32', maxKimg: 1, place: place.id });
    await vi.waitFor(
      async () => expect((await runOf(run.runId)).whereabouts?.phase).toBe('waiting'),
      patience,
    );
    const [name = ''] = readdirSync(path('shared', 'jobs'));
    return { ...run, folder: join(path('shared', 'jobs'), name) };
  }

  const runOf = (id: RunId) => studio.client.runs.get({ id });

  function says(folder: string, line: string): void {
    mkdirSync(jobPaths(folder).out, { recursive: true });
    writeFileSync(jobPaths(folder).messages, `${line}\n`);
  }

  it('is taken out of the queue when its messages cannot be read', async () => {
    const { jobId, folder } = await queued();
    says(folder, '{"type":"tired"}');
    expect(await jobEnd(studio.client, jobId)).toMatchObject({ state: 'failed' });
    expect(programs.callsOf('scancel')).toEqual(['--quiet 7']);
    expect(await readRequest(folder)).toBe('pause');
  });

  it('stays finished when its job folder is in use, which is removed at the next opening', async () => {
    const { runId, jobId, folder } = await queued();
    const real = vi.mocked(rm).getMockImplementation();
    vi.mocked(rm).mockImplementation(async (file, options) => {
      if (file === folder) throw Object.assign(new Error('in use'), { code: 'EBUSY' });
      await real?.(file, options);
    });
    says(folder, '{"type":"ended","reason":"finished"}');
    expect(await jobEnd(studio.client, jobId)).toMatchObject({ state: 'done' });
    expect(await runOf(runId)).toMatchObject({ state: 'finished' });
    expect(existsSync(folder)).toBe(true);
    const [place] = await studio.client.places.list();
    if (place === undefined) throw new Error('there is no place');
    // What is left there would be looked for in another folder, or nowhere.
    const { id, ...choices } = { ...place, folder: path('library') };
    const left = { code: 'RUN_STATE', data: { subject: folder } };
    await expect(studio.client.places.change({ id, choices })).rejects.toMatchObject(left);
    await expect(studio.client.places.remove({ id })).rejects.toMatchObject(left);
    vi.mocked(rm).mockImplementation(async (...args) => real?.(...args));
    await studio[Symbol.asyncDispose]();
    studio = await open();
    await vi.waitFor(() => expect(existsSync(folder)).toBe(false), patience);
    expect(await runOf(runId)).toMatchObject({ state: 'finished' });
  });
});
