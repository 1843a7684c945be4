import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, assert, beforeAll, expect, it } from 'vitest';
import { digitalSourceType } from '../../contract/faces/synthetic-mark.ts';
import type { GeneratorRef } from '../../contract/generators.ts';
import { type DatasetId, ModelId, type RunId } from '../../contract/ids.ts';
import { mediaPath } from '../../contract/system/media.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../testing/open-test-studio.ts';
import { scriptedCompute } from '../testing/scripted-compute.ts';

let open: TestStudio;
let datasetId: DatasetId;
let runId: RunId;
let subjects: GeneratorRef[];

beforeAll(async () => {
  open = await openTestStudio({ launchCompute: scriptedCompute });
  const { client } = open;
  const imported = await client.datasets.importSample({ name: 'Faces <b>', count: 64 });
  await jobEnd(client, imported.jobId);
  [{ id: datasetId }] = await client.datasets.list();
  const train = async (preset: 'draft-32' | 'standard-64') => {
    const started = await client.runs.start({ datasetId, preset, maxKimg: 0.2 });
    await jobEnd(client, started.jobId);
    return started.runId;
  };
  runId = await train('draft-32');
  const model = await client.models.promote({ runId: await train('standard-64'), name: 'Large & <i>' });
  const [{ name: checkpoint }] = await client.runs.checkpoints({ id: runId });
  subjects = [
    { kind: 'run', id: runId },
    { kind: 'run', id: runId, checkpoint },
    { kind: 'model', id: model.id },
  ];
});
afterAll(() => open[Symbol.asyncDispose]());

it('tells what is known of each, what differs, and what cannot be compared', async () => {
  const { client } = open;
  const { jobId } = await client.models.evaluate({ from: subjects[2] });
  await jobEnd(client, jobId);
  const comparison = await client.compare.facts({ subjects });
  expect(comparison.subjects).toMatchObject([
    { from: subjects[0], runId, resolution: 32, hasDataset: true, noScores: expect.stringMatching(/\.$/) },
    { from: subjects[1], resolution: 32, checkpoint: expect.stringMatching(/^\d{11}$/), scores: {} },
    {
      name: 'Large & <i>',
      label: 'Large & <i>',
      resolution: 64,
      scoredBy: 'evaluation',
      scores: { msSsim: { value: 0.5 } },
    },
  ]);
  expect(new Set(comparison.subjects.map(({ label }) => label)).size).toBe(3);
  expect(comparison.missing).toEqual([]);
  expect(comparison.caveats).toEqual([expect.stringContaining('different sizes')]);
  expect(comparison.isOneScale).toBe(false);
  const different = comparison.settings.filter(({ isDifferent }) => isDifferent);
  expect(different).toContainEqual({
    key: 'preset',
    title: 'Preset',
    values: ['draft-32', 'draft-32', 'standard-64'],
    isDifferent: true,
  });
});

it('draws with several at once, one after the other, and with the same weights only once', async () => {
  const { client, libraryDir, studio } = open;
  const sheets = await Promise.all(subjects.map((from) => client.compare.draw({ from, seed: 5, count: 9 })));
  expect(sheets).toMatchObject([
    { count: 9, columns: 3, size: 32 },
    { id: sheets[0].id },
    { count: 9, columns: 3, size: 64 },
  ]);
  expect(readdirSync(join(libraryDir, 'sheets'))).toHaveLength(2);
  const media = await studio.media.resolve(mediaPath.sheet(sheets[2].id));
  expect(await sharp(media?.file).metadata()).toMatchObject({ format: 'png', width: 192, height: 192 });
  const [other] = [await client.compare.draw({ from: subjects[0], seed: 6, count: 9 })];
  expect(other.id).not.toBe(sheets[0].id);
});

it('is written as one picture and as a page without scripts, in which names are only text', async () => {
  const { client, libraryDir } = open;
  const exported = async (format: 'png' | 'html', directory?: string) => {
    const { jobId } = await client.compare.export({ subjects, format, count: 8, directory });
    const { state, result } = await jobEnd(client, jobId);
    assert(result?.kind === 'export', state);
    return result;
  };
  const out = join(libraryDir, 'out');
  const [png] = (await exported('png', out)).files;
  const { width, height, xmpAsString } = await sharp(png).metadata();
  expect(xmpAsString).toContain(digitalSourceType);
  expect({ width, height }).toEqual({ width: 40 + 230 + 8 * 66 - 2, height: 40 + 34 + 3 * (64 + 14) - 14 });
  expect((await exported('png', out)).files[0]).not.toBe(png);
  const page = await exported('html');
  assert(page.downloadId !== undefined);
  const file = await open.studio.media.resolve(mediaPath.download(page.downloadId, page.files[0]));
  // A page is fetched, never shown under the studio's own address.
  expect(file?.contentType).toBe('application/octet-stream');
  const html = readFileSync(file?.file ?? '', 'utf8');
  expect(html).not.toMatch(/<script|<i>Large|src="http|<b>/);
  expect(html.match(/data:image\/png/g)).toHaveLength(3);
  expect(html).toContain('<polyline');
  expect(html).toContain('class="different"');
});

it('goes on without those that are gone, and keeps scores readable without the dataset', async () => {
  const { client } = open;
  const gone: GeneratorRef = { kind: 'model', id: ModelId.parse('gone') };
  await client.datasets.remove({ id: datasetId });
  const { subjects: left, missing, caveats } = await client.compare.facts({ subjects: [gone, ...subjects] });
  expect(missing).toEqual([{ from: gone, reason: expect.stringContaining('no model "gone"') }]);
  expect(left).toHaveLength(3);
  expect(left[2]).toMatchObject({ hasDataset: false, scores: { msSsim: { value: 0.5 } } });
  expect(caveats.join(' ')).toMatch(/“Faces <b>” is no longer in the library/);
  await expect(client.compare.export({ subjects: [gone], format: 'png' })).rejects.toMatchObject({
    code: 'MODEL_NOT_FOUND',
  });
});

it('says why a run cannot draw, and compares the rest of it', async () => {
  const { client } = open;
  const from = { kind: 'run', id: runId, checkpoint: '00000000007' } as const;
  const { subjects: found } = await client.compare.facts({ subjects: [from] });
  expect(found).toMatchObject([{ nimg: 7, cannotDraw: expect.stringContaining('no checkpoint') }]);
  expect(found[0].checkpoint).toBeUndefined();
});
