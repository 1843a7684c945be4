import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DatasetId, RunId } from '../contract/ids.ts';
import type { Place } from '../contract/places/places.ts';
import type { StartRunChoices } from '../contract/runs/runs.ts';
import { readJobState } from '../job-folder/job-state.ts';
import { noSlurmHere, type SlurmCluster, startSlurm } from '../studio/places/testing/slurm-cluster.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../studio/testing/open-test-studio.ts';
import { scriptedCompute } from '../studio/testing/scripted-compute.ts';

const reason = noSlurmHere();
const patience = { timeout: 240_000, interval: 200 };

/** Real Slurm on loopback, whose jobs run real workers with real compute processes. */
describe.skipIf(reason !== undefined)(`Slurm${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  let cluster: SlurmCluster;
  let studio: TestStudio;
  let datasetId: DatasetId;
  let place: Place;

  const open = () =>
    openTestStudio({
      libraryDir: join(folder, 'library'),
      launchCompute: scriptedCompute,
      pace: { pollMs: 100, queueMs: 1000, silentMs: 15_000 },
    });

  const slurm = () => ({
    kind: 'slurm' as const,
    name: 'Cluster',
    folder: join(folder, 'shared'),
    program: dirname(dirname(import.meta.dirname)),
    cores: 1,
    atOnce: 2,
    hours: 0.5,
  });

  beforeAll(async () => {
    mkdirSync(join(folder, 'shared'));
    cluster = await startSlurm(join(folder, 'slurm'), 2);
    vi.stubEnv('SLURM_CONF', cluster.environment.SLURM_CONF);
    studio = await open();
    await jobEnd(studio.client, (await studio.client.datasets.importSample({ name: 'S', count: 64 })).jobId);
    [{ id: datasetId }] = await studio.client.datasets.list();
    place = await studio.client.places.add(slurm());
  }, 120_000);
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
    cluster?.run('scancel', '--user=root');
    await cluster?.stop();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  const choices = (more: Partial<StartRunChoices> = {}): StartRunChoices => ({
    ...{ datasetId, place: place.id, preset: 'draft-32', width: 4, engine: 'wasm', mode: 'eager' },
    hyperParameters: { batchSize: 8, tickKimg: 0.16, gridRows: 2, gridColumns: 2 },
    ...more,
  });
  const runOf = (id: RunId) => studio.client.runs.get({ id });
  const reached = (id: RunId, nimg: number) =>
    vi.waitFor(async () => {
      const run = await runOf(id);
      if (run.error !== undefined) throw new Error(run.error.message);
      expect(run.nimg).toBeGreaterThanOrEqual(nimg);
    }, patience);
  const stepsOf = async (id: RunId) =>
    (await studio.client.runs.series({ id, maxPoints: 20_000 })).points.map(({ nimg }) => nimg);
  const everyStep = (last: number) => Array.from({ length: last / 8 }, (_, i) => (i + 1) * 8);

  it('takes the jobs of a place that is in order, and says what it does not take', async () => {
    const { client } = studio;
    const findings = await client.places.check({ id: place.id });
    expect(findings.map(({ isOk, sentence }) => ({ isOk, sentence }))).toEqual([
      { isOk: true, sentence: expect.stringContaining('can be written') },
      { isOk: true, sentence: expect.stringMatching(/^Slurm answers: slurm-wlm \d/) },
      { isOk: true, sentence: expect.stringContaining('takes jobs') },
    ]);
    const wrong = await client.places.add({ ...slurm(), name: 'Wrong', partition: 'nowhere' });
    const [, , submission] = await client.places.check({ id: wrong.id });
    expect(submission).toMatchObject({ isOk: false, sentence: expect.stringContaining('Invalid partition') });
  });

  it('trains a sweep of four over two slots, while the studio is closed and open again', async () => {
    const sweep = choices({ maxKimg: 0.32 });
    const { runs } = await studio.client.sweeps.start({ ...sweep, axis: 'seed', values: [1, 2, 3, 4] });
    await vi.waitFor(async () => {
      const phases = (await studio.client.runs.list()).map(({ whereabouts }) => whereabouts);
      expect(phases.filter((each) => each?.reason === 'JobArrayTaskLimit')).toHaveLength(2);
    }, patience);
    await studio[Symbol.asyncDispose]();
    studio = await open();
    for (const { runId } of runs) {
      await vi.waitFor(async () => expect((await runOf(runId)).state).toBe('finished'), patience);
      expect(await stepsOf(runId)).toEqual(everyStep(320));
    }
    // The folders go when their workers have closed their files.
    await vi.waitFor(() => expect(readdirSync(join(folder, 'shared', 'jobs'))).toEqual([]), patience);
  }, 300_000);

  it('queues a run again when its time is nearly up, says so when it is killed, and loses nothing', async () => {
    const { client } = studio;
    const { runId, jobId } = await client.runs.start(choices({ maxKimg: 1000 }));
    await reached(runId, 80);
    const scheduledAs = (await runOf(runId)).whereabouts?.scheduledAs ?? '';
    // What --signal=B:USR1@120 does two minutes before the end.
    cluster.run('scancel', '--signal=USR1', '--batch', scheduledAs);
    await vi.waitFor(async () => {
      const { timeline } = await client.runs.history({ id: runId });
      expect(timeline.map(({ sentence }) => sentence)).toContainEqual(expect.stringContaining('nearly up'));
    }, patience);
    // Slurm lets a job that is queued again wait for two minutes.
    await vi.waitFor(
      () => cluster.run('scontrol', 'update', `JobId=${scheduledAs}`, 'StartTime=now'),
      patience,
    );
    await reached(runId, (await runOf(runId)).nimg + 80);
    const [job = ''] = readdirSync(join(folder, 'shared', 'jobs'));
    const { pid = Number.NaN } = (await readJobState(join(folder, 'shared', 'jobs', job))) ?? {};
    process.kill(pid, 'SIGKILL');
    expect(await jobEnd(client, jobId)).toMatchObject({ error: { code: 'COMPUTE_CRASHED' } });
    expect((await runOf(runId)).state).toBe('interrupted');
    const resumed = await client.runs.resume({ id: runId });
    await reached(runId, (await runOf(runId)).nimg + 80);
    // A person cancels it on the cluster: it does not come back by itself.
    cluster.run('scancel', (await runOf(runId)).whereabouts?.scheduledAs ?? '');
    expect(await jobEnd(client, resumed.jobId)).toMatchObject({
      error: { code: 'COMPUTE_CRASHED', message: expect.stringContaining('CANCELLED') },
    });
    expect((await runOf(runId)).state).toBe('interrupted');
    expect(await stepsOf(runId)).toEqual(everyStep((await runOf(runId)).nimg));
    await vi.waitFor(() => expect(cluster.run('squeue', '--noheader')).toBe(''), patience);
  }, 300_000);
});
