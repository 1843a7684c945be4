import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetId } from '../../../contract/ids.ts';
import type { JobResult } from '../../../contract/system/jobs.ts';
import { mediaPath } from '../../../contract/system/media.ts';
import { paintSampleFaces } from '../../../sample-faces/paint-sample-faces.ts';
import { createLogger } from '../../base/log.ts';
import { computeProcesses } from '../../compute-process/compute-processes.ts';
import { FacePool } from '../../compute-process/face-pool.ts';
import { forkCompute } from '../../compute-process/fork-compute.ts';
import { Db } from '../../library/db.ts';
import { migrate } from '../../library/migrations/index.ts';
import { SettingsStore } from '../../library/settings.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../../testing/open-test-studio.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { eyeDistance, eyeHeight } from '../align/similarity.ts';
import { ReportFile } from '../inspect/report.ts';

type Imported = Extract<JobResult, { kind: 'import' }>;

const path = tempFolderPerTest();
const computeEntry = fileURLToPath(new URL('../../../compute/main.ts', import.meta.url));

/** The real studio with the real face finder, on drawn faces. */
describe('the dataset doctor', () => {
  let test: TestStudio;
  const faces: Buffer[] = [];
  beforeAll(async () => {
    test = await openTestStudio();
    // One finder at a time: each takes seconds to start, and the test of privacy starts several.
    await test.client.system.settings({ threads: 1 });
    for await (const { png } of paintSampleFaces({ count: 14, size: 256, seed: 9 })) faces.push(png);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const finish = async (started: Promise<{ jobId: Parameters<typeof jobEnd>[1] }>): Promise<Imported> => {
    const { jobId } = await started;
    const job = await jobEnd(test.client, jobId);
    if (job.result?.kind !== 'import') throw new Error(JSON.stringify(job));
    return job.result;
  };

  const datasetOf = async (id: DatasetId) =>
    (await test.client.datasets.list()).find((each) => each.id === id);

  it('aligns the faces it finds: one a portrait, three in a group, none in a wall', async () => {
    const folder = path('mixed');
    mkdirSync(folder);
    for (const [i, png] of faces.slice(0, 6).entries()) writeFileSync(join(folder, `portrait-${i}.png`), png);
    await sharp(faces[6]).rotate(17, { background: '#888' }).toFile(join(folder, 'tilted.png'));
    writeFileSync(join(folder, 'twice.png'), faces[0]);
    await sharp({ create: { width: 900, height: 320, channels: 3, background: '#889' } })
      .composite([7, 8, 9].map((face, i) => ({ input: faces[face], left: 20 + i * 300, top: 30 })))
      .jpeg({ quality: 95 })
      .toFile(join(folder, 'group.jpg'));
    await sharp({ create: { width: 300, height: 300, channels: 3, background: '#889' } })
      .png()
      .toFile(join(folder, 'wall.png'));
    const result = await finish(test.client.datasets.import({ name: 'Mixed', paths: [folder], size: 128 }));
    const id = result.datasetId;
    expect(result).toMatchObject({
      imported: 10,
      facesPerFile: [1, 8, 0, 1],
      files: { seen: 10, imported: 8, leftOut: 2, quarantined: 0, ignored: 0 },
    });
    expect(result.findings).toContainEqual({ kind: 'no-face', count: 1, leftOut: 1, policy: 'leave-out' });
    expect(result.findings).toContainEqual({
      kind: 'exact-duplicate',
      count: 1,
      leftOut: 1,
      policy: 'leave-out',
    });

    // Looked at again, every face has its eyes level, where they belong.
    const db = new Db(path('settings.sqlite'));
    migrate(db);
    const launch = forkCompute(
      computeEntry,
      createLogger(() => undefined),
    );
    const pool = new FacePool(computeProcesses(launch), new SettingsStore(db, { threads: 1 }));
    const { items } = await test.client.datasets.items({ id });
    for (const item of items.filter((each) => each.face)) {
      const media = await test.studio.media.resolve(mediaPath.datasetImage(id, item.index));
      const { data, info } = await sharp(media?.file).raw().toBuffer({ resolveWithObject: true });
      const side = info.width;
      const [{ leftEye, rightEye }] = await pool.find({ width: side, height: side, channels: 3, data });
      const expected = [0.5 - eyeDistance / 2, eyeHeight, 0.5 + eyeDistance / 2, eyeHeight];
      const found = [leftEye.x, leftEye.y, rightEye.x, rightEye.y].map((value) => value / side);
      for (const [i, value] of found.entries()) expect(Math.abs(value - expected[i])).toBeLessThan(0.035);
    }
    pool.close();
    db.close();

    const group = items.filter(({ source }) => source.endsWith('group.jpg'));
    const previews = group.map(({ index }) => test.studio.media.resolve(mediaPath.datasetPreview(id, index)));
    expect(new Set((await Promise.all(previews)).map((preview) => preview?.file)).size).toBe(1);
    const tilted = items.find(({ source }) => source.endsWith('tilted.png'));
    expect(tilted?.face?.roll).toBeGreaterThan(12);
  });

  it('leaves digits as they are, and says so when faces were asked for', async () => {
    const header = Buffer.from([0, 0, 8, 3, 0, 0, 0, 16, 0, 0, 0, 28, 0, 0, 0, 28]);
    const pixels = Buffer.from(
      // An upright stroke each, a little further to the right and a little brighter.
      Array.from({ length: 16 * 784 }, (_, i) =>
        i % 28 === 8 + (Math.floor(i / 784) % 12) ? 190 + Math.floor(i / 784) : 0,
      ),
    );
    writeFileSync(path('digits-idx3-ubyte'), Buffer.concat([header, pixels]));
    const input = { name: 'Digits', paths: [path('digits-idx3-ubyte')] };
    const digits = await finish(test.client.datasets.import(input));
    expect(digits).toMatchObject({ imported: 16, quarantined: [], verdict: { preset: 'classic-mlp' } });
    expect(await datasetOf(digits.datasetId)).toMatchObject({
      faces: 'as-is',
      channels: 1,
    });
    const { jobId } = await test.client.datasets.import({ ...input, faces: 'align' });
    expect(await jobEnd(test.client, jobId)).toMatchObject({
      state: 'failed',
      error: { code: 'NO_FACES', data: { next: expect.stringContaining('use as is') } },
    });
    expect(await test.client.imports.unfinished()).toEqual([]);
  });

  it('keeps a cancelled import until it is resumed or discarded', async () => {
    const folder = path('many');
    mkdirSync(folder);
    const small = await Promise.all(faces.map((png) => sharp(png).resize(128).png().toBuffer()));
    for (let i = 0; i < 400; i++) writeFileSync(join(folder, `${i}.png`), small[i % small.length]);
    const { jobId } = await test.client.datasets.import({ name: 'Many', paths: [folder], faces: 'centre' });
    for await (const { progress } of await test.client.jobs.watch({ id: jobId }))
      if ((progress?.done ?? 0) > 20) break;
    await test.client.jobs.cancel({ id: jobId });
    expect(await jobEnd(test.client, jobId)).toMatchObject({ state: 'cancelled' });
    const [waiting] = await test.client.imports.unfinished();
    expect(waiting).toMatchObject({ name: 'Many', total: 400, sources: [folder] });
    expect(waiting.done).toBeGreaterThan(0);
    const result = await finish(test.client.imports.resume({ id: waiting.id }));
    expect(result.files).toEqual({
      seen: 400,
      imported: faces.length,
      leftOut: 386,
      quarantined: 0,
      ignored: 0,
    });
    expect(await test.client.imports.unfinished()).toEqual([]);
    await expect(test.client.imports.discard({ id: waiting.id })).rejects.toMatchObject({
      code: 'IMPORT_NOT_FOUND',
    });
  });

  it('takes a mended file in, keeps another out, copies, renames and reports', async () => {
    const folder = path('mending');
    mkdirSync(folder);
    for (const [i, png] of faces.entries()) writeFileSync(join(folder, `${i}.png`), png);
    writeFileSync(join(folder, 'broken.png'), faces[0].subarray(0, 20_000));
    writeFileSync(join(folder, '<img src=x>.jpg'), 'words');
    const { datasetId: id } = await finish(
      test.client.datasets.import({ name: 'Mending', paths: [folder], faces: 'centre' }),
    );
    const { files } = await test.client.datasets.quarantine({ id });
    expect(files).toMatchObject([
      { file: 'mending/<img src=x>.jpg', canRetry: true, hasThumbnail: false },
      { file: 'mending/broken.png', reason: 'damaged or cut off', canRetry: true, hasThumbnail: true },
    ]);
    await test.client.datasets.dismiss({ id, number: files[0].number, isDismissed: true });
    await sharp(faces[3]).flip().toFile(join(folder, 'broken.png'));
    await finish(test.client.datasets.retry({ id, number: files[1].number }));
    expect((await test.client.datasets.quarantine({ id })).files).toMatchObject([{ isDismissed: true }]);
    expect(await datasetOf(id)).toMatchObject({ imageCount: 15, quarantinedCount: 1 });

    const copy = await test.client.datasets.duplicate({ id, name: 'Copy' });
    await test.client.datasets.decide({ id: copy.id, indices: [0, 1], decision: 'out' });
    await test.client.datasets.rename({ id: copy.id, name: 'Fewer' });
    await expect(test.client.datasets.rename({ id: copy.id, name: 'Mending' })).rejects.toMatchObject({
      code: 'NAME_TAKEN',
    });
    expect(await datasetOf(copy.id)).toMatchObject({ name: 'Fewer', imageCount: 13 });
    expect(await datasetOf(id)).toMatchObject({ imageCount: 15 });
    const [hash, fewer] = await Promise.all(
      [id, copy.id].map(async (each) => (await test.client.datasets.diagnosis({ id: each })).setHash),
    );
    expect(hash).not.toBe(fewer);
    const picture = await test.studio.media.resolve(mediaPath.datasetImage(copy.id, 5));
    await test.client.datasets.remove({ id });
    expect(readFileSync(picture?.file ?? '').length).toBeGreaterThan(100);

    const { html, json } = await test.client.datasets.report({ id: copy.id });
    expect(html).toContain('&#60;img src=x&#62;.jpg');
    expect(ReportFile.parse(JSON.parse(json)).diagnosis.imports).toHaveLength(2);
    rmSync(folder, { recursive: true });
  });
});
