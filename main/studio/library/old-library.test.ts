import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { afterAll, assert, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../contract/runs/runs.ts';
import { mediaPath } from '../../contract/system/media.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../testing/open-test-studio.ts';

const archive = join(import.meta.dirname, '../testing/old-library/library-a9a7b80.tar.gz');

/** Over real compute processes; testing/old-library/README.md says what is in it and how it was made. */
describe('a library that was made at a9a7b80', () => {
  let folder: string;
  let open: TestStudio;
  let [finished, paused]: Run[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'faceloom-old-library-'));
    await unpack(archive, folder);
    open = await openTestStudio({ libraryDir: join(folder, 'library') });
    const runs = await open.client.runs.list();
    const named = (name: string) => {
      const run = runs.find((each) => each.name === name);
      assert(run !== undefined);
      return run;
    };
    [finished, paused] = [named('Finished'), named('Paused')];
  });
  afterAll(async () => {
    await open[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const isThere = async (path: string) => {
    const media = await open.studio.media.resolve(path);
    return media !== undefined && existsSync(media.file);
  };

  it('shows its dataset, runs, model and faces, with their pictures', async () => {
    const { client } = open;
    const [dataset] = await client.datasets.list();
    expect(dataset).toMatchObject({ name: 'Drawn faces', imageCount: 32, heldOutCount: 2, channels: 1 });
    expect(await isThere(mediaPath.datasetImage(dataset.id, 0))).toBe(true);
    expect(finished).toMatchObject({ state: 'finished', nimg: 400 });
    expect(paused).toMatchObject({ state: 'paused', nimg: 312, checkpointNimg: 312 });
    const { samples, timeline } = await client.runs.history({ id: paused.id });
    expect(samples.map(({ name }) => name)).toEqual(['reals', '000000.0k', '000000.3k']);
    for (const { name } of samples) expect(await isThere(mediaPath.runSample(paused.id, name))).toBe(true);
    expect(timeline.map(({ kind }) => kind)).toEqual(['started', 'health', 'paused']);
    expect((await client.runs.series({ id: paused.id })).points.at(-1)?.nimg).toBe(312);
    expect(await client.models.list()).toMatchObject([{ name: 'Kept', nimg: 400, latentSize: 16 }]);
    const { faces } = await client.faces.list({});
    expect(faces).toHaveLength(2);
    for (const { id } of faces) expect(await isThere(mediaPath.face(id))).toBe(true);
  });

  it('lets the paused run go on from its checkpoint, and draws from the new one', async () => {
    const { client } = open;
    const { jobId } = await client.runs.resume({ id: paused.id, maxKimg: 0.4 });
    await jobEnd(client, jobId);
    expect(await client.runs.get({ id: paused.id })).toMatchObject({
      state: 'finished',
      nimg: 400,
      error: undefined,
    });
    const { timeline } = await client.runs.history({ id: paused.id });
    expect(timeline.map(({ sentence }) => sentence)).toContain('The run went on from 0.312 kimg.');
    const nimgs = (await client.runs.series({ id: paused.id })).points.map(({ nimg }) => nimg);
    expect(nimgs).toEqual(Array.from({ length: 50 }, (_, step) => 8 * (step + 1)));
    const [newest, before] = await client.runs.checkpoints({ id: paused.id });
    expect([newest.nimg, before.nimg]).toEqual([400, 312]);
    for (const checkpoint of [newest.name, before.name]) {
      const from = { kind: 'run', id: paused.id, checkpoint } as const;
      const { faces } = await client.faces.generate({ from, seed: 3, count: 2 });
      expect(faces).toMatchObject([{ size: 32 }, { size: 32 }]);
      expect(await isThere(mediaPath.face(faces[0].id))).toBe(true);
    }
  });

  it('lets its finished run go on when it gets another length', async () => {
    const { client } = open;
    const { jobId } = await client.runs.resume({ id: finished.id, maxKimg: 0.44 });
    await jobEnd(client, jobId);
    expect(await client.runs.get({ id: finished.id })).toMatchObject({ state: 'finished', nimg: 440 });
  });

  it('exports its model, and makes its faces again', async () => {
    const { client } = open;
    const [{ id }] = await client.models.list();
    const directory = join(folder, 'exported');
    const from = { kind: 'model', id } as const;
    const { jobId } = await client.models.export({ from, format: 'onnx', precision: 'fp32', directory });
    const { result, error } = await jobEnd(client, jobId);
    expect(error).toBeUndefined();
    assert(result?.kind === 'export-model');
    expect(result.exported.maxError).toBeLessThan(1e-4);
    expect(existsSync(join(directory, 'generator.onnx'))).toBe(true);
    const { faces } = await client.faces.list({});
    rmSync(join(folder, 'library/gallery', `${faces[0].id}.png`));
    expect(await client.faces.makeAgain({ id: faces[0].id })).toEqual({ outcome: 'restored' });
  });
});

async function unpack(file: string, folder: string): Promise<void> {
  const entries = createReadStream(file).pipe(createGunzip()).pipe(extract());
  for await (const entry of entries) {
    const path = join(folder, entry.header.name);
    if (entry.header.type === 'directory') await mkdir(path, { recursive: true });
    else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await buffer(entry));
    }
  }
}
