import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../contract/errors.ts';
import type { DatasetId, RunId } from '../contract/ids.ts';
import type { Place } from '../contract/places/places.ts';
import type { StartRunChoices } from '../contract/runs/runs.ts';
import { readRequest } from '../job-folder/control.ts';
import { copyCheckpoint } from '../job-folder/copy-checkpoint.ts';
import { jobPaths } from '../job-folder/job-paths.ts';
import { readJobState, writeJobState } from '../job-folder/job-state.ts';
import { MessageLog } from '../job-folder/message-log.ts';
import { computeProcesses } from '../studio/compute-process/compute-processes.ts';
import { drawnLibrary } from '../studio/testing/drawn-library.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../studio/testing/open-test-studio.ts';
import { scriptedCompute } from '../studio/testing/scripted-compute.ts';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { startWorker, type Worker } from './worker.ts';

// As it is; a test sees what its calls came to.
vi.mock('../job-folder/copy-checkpoint.ts', { spy: true });

const path = tempFolderPerTest();
const patience = { timeout: 300_000 };
let datasetId: DatasetId;
let studio: TestStudio;
let place: Place;

const open = (silentMs = 1500) =>
  openTestStudio({
    libraryDir: path('library'),
    launchCompute: scriptedCompute,
    pace: { pollMs: 20, queueMs: 50, silentMs },
  });

const library = drawnLibrary();
beforeEach(async () => {
  datasetId = library.copyTo(path('library'));
  mkdirSync(path('shared'));
  studio = await open();
  place = await studio.client.places.add({ kind: 'folder', name: 'Box', folder: path('shared') });
  return async () => studio[Symbol.asyncDispose]();
});

const start = (more: Partial<StartRunChoices> = {}) =>
  studio.client.runs.start({ datasetId, preset: 'draft-32', maxKimg: 1000, place: place.id, ...more });

const runOf = (id: RunId) => studio.client.runs.get({ id });

/** The folders of the jobs that lie at the place. */
const jobFolders = () => {
  const jobs = path('shared', 'jobs');
  return existsSync(jobs)
    ? readdirSync(jobs)
        .filter((name) => !name.startsWith('.tmp-'))
        .map((name) => join(jobs, name))
    : [];
};

async function onlyJob(): Promise<string> {
  await vi.waitFor(() => expect(jobFolders()).toHaveLength(1), patience);
  const [folder = ''] = jobFolders();
  return folder;
}

const work = (folder: string): Worker =>
  startWorker(folder, {
    openCompute: () => computeProcesses(scriptedCompute),
    threads: 1,
    say: () => undefined,
  });

const reached = (id: RunId, nimg: number) =>
  vi.waitFor(async () => expect((await runOf(id)).nimg).toBeGreaterThanOrEqual(nimg), patience);

/** Images shown at each step that the library has. */
async function stepsOf(id: RunId): Promise<number[]> {
  const { points } = await studio.client.runs.series({ id, maxPoints: 20_000 });
  return points.map(({ nimg }) => nimg);
}

/** What a run has that was never disturbed: each step once. */
const everyStep = (last: number) => Array.from({ length: last / 32 }, (_, i) => (i + 1) * 32);

describe('a run at another place', () => {
  it('waits for a worker, trains there and ends like any other', async () => {
    const { runId, jobId } = await start({ maxKimg: 0.64 });
    const folder = await onlyJob();
    await vi.waitFor(async () => {
      const { state, whereabouts } = await runOf(runId);
      expect({ state, whereabouts }).toMatchObject({
        state: 'queued',
        whereabouts: {
          phase: 'waiting',
          reason: `start a worker there with “npm run -s faceloom -- worker ${folder}”`,
        },
      });
    }, patience);
    expect(await work(folder).ended).toBe('finished');
    expect(await jobEnd(studio.client, jobId)).toMatchObject({ state: 'done' });
    const run = await runOf(runId);
    expect(run).toMatchObject({ state: 'finished', nimg: 640, place: { id: place.id, name: 'Box' } });
    expect(run.whereabouts).toBeUndefined();
    expect(await stepsOf(runId)).toEqual(everyStep(640));
    const { samples, timeline } = await studio.client.runs.history({ id: runId });
    expect(samples.map(({ name }) => name)).toEqual(['reals', '000000.0k']);
    expect(timeline.map(({ kind }) => kind)).toEqual(['started', 'finished']);
    expect(await studio.client.runs.checkpoints({ id: runId })).toMatchObject([{ nimg: 640 }]);
    expect(jobFolders()).toEqual([]);
  });

  it('is paused and resumed from the studio', async () => {
    const { runId, jobId } = await start();
    const worker = work(await onlyJob());
    await reached(runId, 320);
    await studio.client.runs.pause({ id: runId });
    expect(await worker.ended).toBe('paused');
    await jobEnd(studio.client, jobId);
    const { nimg, state } = await runOf(runId);
    expect(state).toBe('paused');
    const resumed = await studio.client.runs.resume({ id: runId, maxKimg: (nimg + 320) / 1000 });
    expect(await work(await onlyJob()).ended).toBe('finished');
    expect(await jobEnd(studio.client, resumed.jobId)).toMatchObject({ state: 'done' });
    expect(await stepsOf(runId)).toEqual(everyStep(nimg + 320));
  });

  it('goes on while the studio is closed, which reads on later, each row once', async () => {
    const { runId } = await start({ maxKimg: 6.4 });
    const worker = work(await onlyJob());
    await reached(runId, 320);
    await studio[Symbol.asyncDispose]();
    expect(await worker.ended).toBe('finished');
    studio = await open();
    await vi.waitFor(async () => expect((await runOf(runId)).state).toBe('finished'), patience);
    expect(await stepsOf(runId)).toEqual(everyStep(6400));
    const { timeline } = await studio.client.runs.history({ id: runId });
    expect(timeline.map(({ kind }) => kind)).toEqual(['started', 'finished']);
    expect(await studio.client.runs.checkpoints({ id: runId })).toMatchObject([{ nimg: 6400 }]);
  });

  it('waits again when its worker has to leave, and goes on with the next', async () => {
    const { runId } = await start();
    const folder = await onlyJob();
    const first = work(folder);
    await reached(runId, 320);
    first.leave('The time of its job was nearly up.');
    expect(await first.ended).toBe('again');
    await vi.waitFor(async () => expect((await runOf(runId)).whereabouts?.phase).toBe('waiting'), patience);
    const { nimg } = await runOf(runId);
    const second = work(folder);
    await reached(runId, nimg + 320);
    await studio.client.runs.stop({ id: runId });
    expect(await second.ended).toBe('stopped');
    await vi.waitFor(async () => expect((await runOf(runId)).state).toBe('finished'), patience);
    const steps = await stepsOf(runId);
    expect(steps).toEqual(everyStep((await runOf(runId)).nimg));
    const { timeline } = await studio.client.runs.history({ id: runId });
    expect(timeline.map(({ sentence }) => sentence)).toContainEqual(
      'The worker left: The time of its job was nearly up. The run waits to be taken up again.',
    );
  });

  it('that no worker has begun is taken back at once', async () => {
    const { runId } = await start();
    await onlyJob();
    await vi.waitFor(async () => expect((await runOf(runId)).whereabouts?.phase).toBe('waiting'), patience);
    await studio.client.runs.pause({ id: runId });
    await vi.waitFor(async () => expect((await runOf(runId)).state).toBe('paused'), patience);
    await vi.waitFor(() => expect(jobFolders()).toEqual([]), patience);
    await studio.client.runs.remove({ id: runId });
  });

  it('is lost sight of when its worker shows no life, and seen again', async () => {
    const { runId } = await start();
    const folder = await onlyJob();
    await writeJobState(folder, {
      ...{ version: 1, state: 'working', worker: 'w', host: 'node-7', pid: 1, beat: 1 },
    });
    const phase = async () => (await runOf(runId)).whereabouts;
    await vi.waitFor(
      async () => expect(await phase()).toMatchObject({ phase: 'training', host: 'node-7' }),
      patience,
    );
    await vi.waitFor(async () => expect(await phase()).toMatchObject({ phase: 'lost' }), patience);
    await writeJobState(folder, {
      ...{ version: 1, state: 'working', worker: 'w', host: 'node-7', pid: 1, beat: 2 },
    });
    await vi.waitFor(async () => expect(await phase()).toMatchObject({ phase: 'training' }), patience);
    await vi.waitFor(async () => expect(await phase()).toMatchObject({ phase: 'lost' }), patience);
    await studio.client.runs.pause({ id: runId });
    await vi.waitFor(async () => expect((await runOf(runId)).state).toBe('paused'), patience);
  });

  it('bears a shared folder that goes away and comes back', async () => {
    const { runId } = await start();
    const folder = await onlyJob();
    const worker = work(folder);
    await reached(runId, 64);
    worker.leave('Its node is needed.');
    await worker.ended;
    renameSync(path('shared'), path('away'));
    await vi.waitFor(async () => expect((await runOf(runId)).whereabouts?.phase).toBe('lost'), patience);
    expect((await runOf(runId)).state).not.toBe('failed');
    renameSync(path('away'), path('shared'));
    const { nimg } = await runOf(runId);
    const next = work(folder);
    await reached(runId, nimg + 64);
    await studio.client.runs.stop({ id: runId });
    await next.ended;
    await vi.waitFor(async () => expect((await runOf(runId)).state).toBe('finished'), patience);
    expect(await stepsOf(runId)).toEqual(everyStep((await runOf(runId)).nimg));
  });

  it('waits for what its share shows late: lines, sample grids, the last checkpoint', async () => {
    const { runId } = await start({ maxKimg: 0.64 });
    const folder = await onlyJob();
    await studio[Symbol.asyncDispose]();
    expect(await work(folder).ended).toBe('finished');
    const { messages, samples, checkpoints } = jobPaths(folder);
    const all = readFileSync(messages);
    // In the middle of a line.
    writeFileSync(messages, all.subarray(0, all.length - 100));
    renameSync(samples, path('samples'));
    renameSync(checkpoints, path('checkpoints'));
    vi.mocked(copyCheckpoint).mockClear();
    studio = await open(300_000);
    // Its reader looks how the job stands when it has missed the first sample grid, which comes before all steps.
    await vi.waitFor(async () => expect((await runOf(runId)).whereabouts).toBeDefined(), patience);
    expect((await runOf(runId)).nimg).toBe(0);
    renameSync(path('samples'), samples);
    await reached(runId, 320);
    writeFileSync(messages, all);
    const missed = { type: 'fulfilled', value: false };
    await vi.waitFor(
      () => expect(vi.mocked(copyCheckpoint).mock.settledResults).toContainEqual(missed),
      patience,
    );
    expect((await runOf(runId)).error).toBeUndefined();
    renameSync(path('checkpoints'), checkpoints);
    await vi.waitFor(async () => expect((await runOf(runId)).state).toBe('finished'), patience);
    expect(await stepsOf(runId)).toEqual(everyStep(640));
    expect((await studio.client.runs.history({ id: runId })).samples).toHaveLength(2);
    expect(await studio.client.runs.checkpoints({ id: runId })).toMatchObject([{ nimg: 640 }]);
  });

  it('fails where its messages are none, and leaves its checkpoint to go on from', async () => {
    const { runId, jobId } = await start();
    const folder = await onlyJob();
    const worker = work(folder);
    await reached(runId, 64);
    worker.leave('Its node is needed.');
    await worker.ended;
    // All that it said is read: it says last that it leaves.
    await vi.waitFor(async () => {
      const { timeline } = await studio.client.runs.history({ id: runId });
      expect(timeline.map(({ kind }) => kind)).toContain('paused');
    }, patience);
    const { nimg: told } = await runOf(runId);
    const row = { nimg: told + 32, dLoss: 1, gLoss: 1, dReal: 0.5, dFake: 0.5 };
    const lines = [JSON.stringify({ type: 'steps', rows: [row] }), '{"type":"tired"}'];
    appendFileSync(jobPaths(folder).messages, `${lines.join('\n')}\n`);
    expect(await jobEnd(studio.client, jobId)).toMatchObject({
      ...{ state: 'failed', error: { code: 'JOB_FOLDER_UNUSABLE' } },
    });
    expect(await runOf(runId)).toMatchObject({ state: 'failed' });
    // Whoever takes the job up now finds that nobody reads what it says.
    expect(await readRequest(folder)).toBe('pause');
    expect(await studio.client.runs.checkpoints({ id: runId })).toHaveLength(1);
    // What was read beyond the checkpoint is made again.
    const [{ nimg }] = await studio.client.runs.checkpoints({ id: runId });
    await studio.client.runs.resume({ id: runId, maxKimg: (nimg + 320) / 1000 });
    await vi.waitFor(() => expect(jobFolders()).toHaveLength(2), patience);
    await vi.waitFor(async () => expect((await runOf(runId)).whereabouts?.phase).toBe('waiting'), patience);
    expect(await stepsOf(runId)).toEqual(everyStep(nimg));
    const next = jobFolders().find((each) => each !== folder) ?? '';
    expect(await work(next).ended).toBe('finished');
    await vi.waitFor(async () => expect((await runOf(runId)).state).toBe('finished'), patience);
    expect(await stepsOf(runId)).toEqual(everyStep(nimg + 320));
  });

  it('says why where its worker failed', async () => {
    const { runId, jobId } = await start();
    const folder = await onlyJob();
    const pixels = path('shared', 'pixels');
    for (const name of readdirSync(pixels)) writeFileSync(join(pixels, name), 'other');
    await expect(work(folder).ended).rejects.toMatchObject({ code: 'JOB_FOLDER_UNUSABLE' });
    expect(await jobEnd(studio.client, jobId)).toMatchObject({ state: 'failed' });
    expect(await runOf(runId)).toMatchObject({
      ...{ state: 'failed', error: { message: expect.stringContaining('pictures of this job') } },
    });
    expect(await readJobState(folder)).toMatchObject({ state: 'ended' });
  });

  it('is interrupted where the graphics card there was lost', async () => {
    const { runId, jobId } = await start();
    const lost = new StudioError('CARD_LOST', 'The graphics card was lost.', { next: 'Resume the run.' });
    const log = new MessageLog(jobPaths(await onlyJob()).messages);
    log.append({ type: 'began', host: 'node-7', nimg: 0 });
    log.append({ type: 'failed', error: lost.toReport() });
    log.close();
    expect(await jobEnd(studio.client, jobId)).toMatchObject({ state: 'failed' });
    expect(await runOf(runId)).toMatchObject({ state: 'interrupted', error: { code: 'CARD_LOST' } });
  });

  it('that cannot be sent fails, and says why', async () => {
    rmSync(path('shared'), { recursive: true });
    const { runId, jobId } = await start();
    expect(await jobEnd(studio.client, jobId)).toMatchObject({ state: 'failed' });
    expect(await runOf(runId)).toMatchObject({ state: 'failed' });
    expect(existsSync(path('shared'))).toBe(false);
  });
});

describe('places', () => {
  it('have a name of their own, and stay while runs are there', async () => {
    const { client } = studio;
    expect(await client.places.list()).toEqual([place]);
    const again = client.places.add({ kind: 'folder', name: 'Box', folder: '/elsewhere' });
    await expect(again).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    await start();
    await onlyJob();
    await vi.waitFor(
      () => expect(client.places.remove({ id: place.id })).rejects.toMatchObject({ code: 'RUN_STATE' }),
      patience,
    );
  });

  it('are checked: what is there, and what is not', async () => {
    const { client } = studio;
    expect(await client.places.check({ id: place.id })).toMatchObject([{ isOk: true }]);
    rmSync(path('shared'), { recursive: true });
    expect(await client.places.check({ id: place.id })).toMatchObject([
      { isOk: false, sentence: expect.stringContaining('is not there'), next: expect.any(String) },
    ]);
  });

  it('train all runs of a sweep', async () => {
    const { client } = studio;
    const sweep = { datasetId, preset: 'draft-32', maxKimg: 0.32, place: place.id } as const;
    const { runs } = await client.sweeps.start({ ...sweep, axis: 'seed', values: [1, 2, 3] });
    await vi.waitFor(() => expect(jobFolders()).toHaveLength(3), patience);
    expect(readdirSync(path('shared', 'pixels'))).toHaveLength(2);
    for (const folder of jobFolders()) expect(await work(folder).ended).toBe('finished');
    for (const { jobId } of runs) expect(await jobEnd(client, jobId)).toMatchObject({ state: 'done' });
    for (const { runId } of runs) expect(await stepsOf(runId)).toEqual(everyStep(320));
  });

  it('do not look after times of day', async () => {
    await expect(start({ schedule: { startAt: '2030-01-01T00:00:00Z' } })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});
