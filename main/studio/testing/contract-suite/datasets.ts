import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jobEnd } from '../open-test-studio.ts';
import type { Story } from './story.ts';

/** The system, datasets and jobs. */
export function datasetsTests(story: Story): void {
  it('tells about the system and keeps settings', async () => {
    const { client, test } = story;
    const info = await client.system.info();
    expect(info.graphics.reason).toMatch(/\.$/);
    expect(await client.system.card({ uuid: 'GPU-that-is-not-here' })).toBeNull();
    expect(info.libraryDir).toBe(test.libraryDir);
    expect(info.engines.every(({ available }) => available)).toBe(true);
    expect(await client.system.settings({ theme: 'light' })).toMatchObject({ theme: 'light' });
    expect(await client.system.settings({})).toMatchObject({ theme: 'light', engine: 'auto' });
  });

  it('answers long work with a job, whose snapshots end with its result', async () => {
    const { client } = story;
    const { jobId } = await client.datasets.importSample({ name: 'Sample', count: 64 });
    const job = await jobEnd(client, jobId);
    expect(job).toMatchObject({ id: jobId, kind: 'import', state: 'done', result: { imported: 64 } });
    expect(await client.jobs.list()).toContainEqual(job);
    const [dataset] = await client.datasets.list();
    story.datasetId = dataset.id;
    const { datasetId } = story;
    const { items, total } = await client.datasets.items({ id: datasetId, offset: 60, limit: 10 });
    expect([items.length, total]).toEqual([4, 64]);
    expect(await client.datasets.quarantine({ id: datasetId })).toEqual({ files: [] });
    const { uploadId } = await client.datasets.openUpload();
    expect(uploadId).toMatch(/^upload-/);
    expect(await client.datasets.discardUpload({ uploadId })).toEqual({});
    await expect(client.datasets.discardUpload({ uploadId })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('sorts, takes in and leaves out, diagnoses and reports', async () => {
    const { client, datasetId } = story;
    const { indices, leftOut } = await client.datasets.select({ id: datasetId, sort: 'best' });
    expect([indices.length, indices.toSorted((a, b) => a - b)[63], leftOut]).toEqual([64, 63, []]);
    const first = await client.datasets.decide({ id: datasetId, indices: [3], decision: 'out' });
    expect(first).toEqual({ before: [{ decision: 'auto', indices: [3] }] });
    const { before } = await client.datasets.decide({ id: datasetId, indices: [3, 5], decision: 'out' });
    expect(before).toEqual([
      { decision: 'auto', indices: [5] },
      { decision: 'out', indices: [3] },
    ]);
    expect(await client.datasets.list()).toMatchObject([{ id: datasetId, imageCount: 62, itemCount: 64 }]);
    expect((await client.datasets.select({ id: datasetId, show: 'left-out' })).indices).toEqual([3, 5]);
    await client.datasets.decide({ id: datasetId, indices: [3, 5], decision: 'auto' });
    await client.datasets.setPolicy({ id: datasetId, kind: 'blurry', policy: 'leave-out' });
    const diagnosis = await client.datasets.diagnosis({ id: datasetId });
    expect(diagnosis).toMatchObject({
      verdict: { usable: 64 },
      imports: [{ files: { seen: 64, imported: 64 } }],
    });
    const { json } = await client.datasets.report({ id: datasetId });
    expect(JSON.parse(json)).toMatchObject({ diagnosis: { setHash: diagnosis.setHash } });
    await client.datasets.rename({ id: datasetId, name: 'Sample' });
    expect(await client.imports.unfinished()).toEqual([]);
  });

  it('cancels a job, which leaves nothing behind', async () => {
    const { client } = story;
    const { jobId } = await client.datasets.importSample({ name: 'Never', count: 10_000 });
    await client.jobs.cancel({ id: jobId });
    expect(await jobEnd(client, jobId)).toMatchObject({ state: 'cancelled' });
    expect((await client.datasets.list()).map((dataset) => dataset.name)).toEqual(['Sample']);
  });

  it('tells models from pictures', async () => {
    const { client, test } = story;
    const [model, album] = [join(test.libraryDir, 'absent.onnx'), join(test.libraryDir, 'absent')];
    expect(await client.imports.sort({ paths: [album, model] })).toEqual({
      models: [{ path: model }],
      pictures: { sources: { paths: [album] }, names: ['absent'] },
    });
    await expect(client.imports.sort({})).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('reports the failure of a job as an error of the catalogue', async () => {
    const { client, test } = story;
    const path = join(test.libraryDir, 'downloads');
    const { jobId } = await client.datasets.import({ name: 'Nothing', paths: [path] });
    expect(await jobEnd(client, jobId)).toMatchObject({
      state: 'failed',
      error: { code: 'NO_IMAGES', data: { next: expect.stringMatching(/\.$/) } },
    });
  });

  it('refuses a path that does not exist before a job is started', async () => {
    const { client, test } = story;
    const path = join(test.libraryDir, 'absent');
    const { length } = await client.jobs.list();
    await expect(client.datasets.import({ name: 'Absent', paths: [path] })).rejects.toMatchObject({
      code: 'PATH_NOT_FOUND',
      data: { subject: path, next: expect.stringMatching(/\.$/) },
    });
    const [{ id }] = await client.datasets.list();
    await expect(client.datasets.add({ id, paths: [path] })).rejects.toMatchObject({
      code: 'PATH_NOT_FOUND',
    });
    expect(await client.jobs.list()).toHaveLength(length);
  });
}
