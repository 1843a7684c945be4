import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetId, RunId } from '../../../contract/ids.ts';
import type { Run, RunEvent } from '../../../contract/runs/runs.ts';
import { mediaPath } from '../../../contract/system/media.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../../testing/open-test-studio.ts';

/** The whole spine over a real compute process: draw, train, pause, crash, resume, generate, export. */
describe('training', () => {
  let open: TestStudio;
  let datasetId: DatasetId;
  let runId: RunId;
  let secondId: RunId;

  beforeAll(async () => {
    open = await openTestStudio();
  });
  afterAll(() => open[Symbol.asyncDispose]());

  const until = async (id: RunId, isReached: (event: RunEvent) => boolean): Promise<RunEvent[]> => {
    const seen: RunEvent[] = [];
    for await (const event of await open.client.runs.watch({ id })) {
      seen.push(event);
      if (isReached(event)) return seen;
      if (event.type === 'state' && event.run.state === 'failed') throw new Error(event.run.error?.message);
    }
    throw new Error('the stream ended');
  };
  const trained = (nimg: number) => (event: RunEvent) =>
    event.type === 'steps' && event.rows.some((row) => row.nimg >= nimg);
  const inState = (state: Run['state']) => (event: RunEvent) =>
    event.type === 'state' && event.run.state === state;

  it('draws sample faces into a dataset', async () => {
    const { jobId } = await open.client.datasets.importSample({ name: 'Sample', count: 64 });
    const job = await jobEnd(open.client, jobId);
    expect(job).toMatchObject({ state: 'done', result: { kind: 'import', imported: 64, quarantined: [] } });
    const [dataset] = await open.client.datasets.list();
    expect(dataset).toMatchObject({ name: 'Sample', imageCount: 64, channels: 3, size: 128 });
    datasetId = dataset.id;
  });

  it('trains with samples, rows and a checkpoint, while a second run waits', async () => {
    const networks = { datasetId, preset: 'draft-32', width: 4 } as const;
    ({ runId } = await open.client.runs.start({ ...networks, maxKimg: 50 }));
    ({ runId: secondId } = await open.client.runs.start({ ...networks, mode: 'eager', maxKimg: 0.1 }));
    expect(await open.client.runs.get({ id: secondId })).toMatchObject({ state: 'queued', queuePosition: 1 });
    await expect(open.client.datasets.remove({ id: datasetId })).rejects.toMatchObject({
      code: 'DATASET_IN_USE',
    });
    const events = await until(runId, trained(320));
    expect(events.map((event) => event.type)).toContain('sample');
    const { samples } = await open.client.runs.history({ id: runId });
    const { points } = await open.client.runs.series({ id: runId });
    expect(samples.map((sample) => sample.name)).toEqual(['reals', '000000.0k']);
    expect(points.length).toBeGreaterThanOrEqual(10);
    expect(points.every(({ mean }) => Number.isFinite(mean.dLoss) && mean.dReal > 0 && mean.dReal < 1)).toBe(
      true,
    );
    const picture = await open.studio.media.resolve(mediaPath.runSample(runId, 'reals'));
    expect(await sharp(picture?.file).metadata()).toMatchObject({ width: 512, height: 512, format: 'png' });
  });

  it('pauses with a checkpoint, gives back its memory, and lets the next run train', async () => {
    const trained = open.computes.at(-1)?.pid ?? Number.NaN;
    process.kill(trained, 0);
    await open.client.runs.pause({ id: runId });
    expect(() => process.kill(trained, 0)).toThrow('ESRCH');
    await until(secondId, inState('finished'));
    expect((await open.client.queue.get()).runIds).toEqual([]);
    for (const { pid } of open.computes) expect(() => process.kill(pid ?? Number.NaN, 0)).toThrow('ESRCH');
  });

  it('goes on from its checkpoint', async () => {
    const paused = await open.client.runs.get({ id: runId });
    expect(paused.state).toBe('paused');
    expect(paused.checkpointNimg).toBe(paused.nimg);
    expect((await open.client.runs.series({ id: runId })).points.at(-1)?.nimg).toBe(paused.nimg);
    await expect(open.client.runs.pause({ id: runId })).rejects.toMatchObject({ code: 'RUN_STATE' });
    await open.client.runs.resume({ id: runId });
    const events = await until(runId, trained(paused.nimg + 64));
    const rows = events.flatMap((event) => (event.type === 'steps' ? event.rows : []));
    expect(rows[0].nimg).toBe(paused.nimg + 32);
  });

  it('survives the death of its compute process and resumes', async () => {
    const before = await open.client.runs.get({ id: runId });
    const interrupted = until(runId, inState('interrupted'));
    process.kill(open.computes.at(-1)?.pid ?? Number.NaN, 'SIGKILL');
    await interrupted;
    const run = await open.client.runs.get({ id: runId });
    expect(run.error).toMatchObject({ code: 'COMPUTE_CRASHED', message: expect.stringContaining('killed') });
    await open.client.runs.resume({ id: runId });
    await until(runId, trained((before.checkpointNimg ?? 0) + 64));
    const { points } = await open.client.runs.series({ id: runId });
    const steps = points.map((point) => point.nimg);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  });

  // Windows has no SIGTERM: it would end the process at once.
  it.skipIf(process.platform === 'win32')('pauses with a checkpoint when the session ends', async () => {
    const { nimg } = await open.client.runs.get({ id: runId });
    await until(runId, trained(nimg + 64));
    const paused = until(runId, inState('paused'));
    process.kill(open.computes.at(-1)?.pid ?? Number.NaN, 'SIGTERM');
    await paused;
    const run = await open.client.runs.get({ id: runId });
    expect(run.nimg).toBeGreaterThan(nimg);
    expect(run.checkpointNimg).toBe(run.nimg);
    await open.client.runs.resume({ id: runId });
    await until(runId, trained(run.nimg + 32));
  });

  it('stops, and draws the same faces for the same seed', async () => {
    await open.client.runs.stop({ id: runId });
    expect((await open.client.runs.get({ id: runId })).state).toBe('finished');
    const model = await open.client.models.promote({ runId, name: 'First' });
    expect(existsSync(join(open.libraryDir, 'models', model.id, 'model.json'))).toBe(true);
    const draw = async (count: number) =>
      (await open.client.faces.generate({ from: { kind: 'model', id: model.id }, count, seed: 7 })).faces;
    const [first, second] = [await draw(4), await draw(6)];
    const png = async (id: (typeof first)[number]['id']) =>
      readFileSync((await open.studio.media.resolve(mediaPath.face(id)))?.file ?? '');
    expect(await png(first[3].id)).toEqual(await png(second[3].id));
    expect(await png(first[0].id)).not.toEqual(await png(first[1].id));

    await open.client.faces.save({ ids: [first[0].id] });
    expect((await open.client.faces.list({})).faces.map((face) => face.id)).toEqual([first[0].id]);
    const directory = join(open.libraryDir, 'exported');
    const input = {
      faceIds: second.map((face) => face.id),
      directory,
      layout: 'sheet',
      columns: 3,
      scale: 2,
    } as const;
    const exportFiles = async () => {
      const { result } = await jobEnd(open.client, (await open.client.faces.export(input)).jobId);
      return result?.kind === 'export' ? result.files : [];
    };
    const files = await exportFiles();
    expect(await sharp(files[0]).metadata()).toMatchObject({ width: 192, height: 128 });
    expect(await exportFiles()).toEqual([join(directory, 'faceloom-sheet (2).png')]);
    rmSync(directory, { recursive: true });
  });
});
