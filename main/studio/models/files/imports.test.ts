import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { afterAll, assert, beforeAll, expect, it } from 'vitest';
import type { ImportModelInput } from '../../../contract/models/model-files.ts';
import type { Job } from '../../../contract/system/jobs.ts';
import { mediaPath } from '../../../contract/system/media.ts';
import { layersModel } from '../../testing/layers-model.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../../testing/open-test-studio.ts';
import { zip } from '../../testing/zip-bytes.ts';

const side = 32;
const latentSize = 5;

/** From dark at the left to light at the right. */
const bias = (i: number) => (4 * (i % side)) / (side - 1) - 2;
/** Every face is tanh of the biases, whatever the latent. */
const files = layersModel({ side, latentSize, bias, kernel: () => 0 });

let open: TestStudio;
let folder: string;

beforeAll(async () => {
  open = await openTestStudio();
  folder = mkdtempSync(join(tmpdir(), 'faceloom-imports-'));
  mkdirSync(join(folder, 'model'));
  for (const [name, bytes] of files) writeFileSync(join(folder, 'model', name), bytes);
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const run = async (input: ImportModelInput): Promise<Job> => {
  const { jobId } = await open.client.models.import(input);
  return jobEnd(open.client, jobId);
};
async function imported(input: ImportModelInput) {
  const { result, error } = await run(input);
  expect(error).toBeUndefined();
  assert(result?.kind === 'import-model');
  return { ...result, model: await open.client.models.get({ id: result.modelId }) };
}
/** Everything that an import could leave behind. */
const leftovers = () =>
  ['models', 'uploads'].flatMap((name) =>
    readdirSync(join(open.libraryDir, name)).filter((each) => each.startsWith('.') || name === 'uploads'),
  );
function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

it('keeps a model that draws, can be exported and imported again, and says what is not known of it', async () => {
  const { client, libraryDir, studio } = open;
  const { model, notes } = await imported({ path: join(folder, 'model', 'model.json'), name: 'Zoë/../„x“' });
  expect(model).toMatchObject({ name: 'Zoë/../„x“', resolution: side, channels: 1, latentSize, nimg: 0 });
  expect([model.preset, model.runId, model.provenance]).toEqual([undefined, undefined, undefined]);
  expect(notes[0]).toBe('Read as tfjs.');
  expect(readdirSync(join(libraryDir, 'models', model.id)).sort()).toEqual([
    'generator.safetensors',
    'model.json',
  ]);

  const from = { kind: 'model', id: model.id } as const;
  const { markdown } = await client.models.card({ id: model.id });
  expect(markdown).toContain('imported from “model.json”');
  const {
    faces: [face],
  } = await client.faces.generate({ from, seed: 1, count: 1 });
  const media = await studio.media.resolve(mediaPath.face(face.id));
  const { data, info } = await sharp(media?.file).greyscale().raw().toBuffer({ resolveWithObject: true });
  const scale = info.width / side;
  for (let x = 0; x < side; x++) {
    const expected = 127.5 * (Math.tanh(bias(x)) + 1);
    expect(Math.abs(data[Math.floor((x + 0.5) * scale)] - expected)).toBeLessThanOrEqual(1);
  }

  const directory = join(folder, 'out');
  const { jobId } = await client.models.export({ from, format: 'h5', precision: 'fp32', directory });
  const exported = (await jobEnd(client, jobId)).result;
  assert(exported?.kind === 'export-model');
  expect(exported.exported).toMatchObject({
    discriminatorMissing: 'It was imported, and a generator alone.',
  });
  expect(exported.exported.maxError).toBeLessThan(1e-5);
  const again = await imported({ path: join(directory, 'generator.h5') });
  expect(again.model).toMatchObject({ name: 'generator', resolution: side, latentSize });
  expect(leftovers()).toEqual([]);

  await expect(
    client.runs.start({ datasetId: await sampleDataset(), preset: 'draft-32', startFrom: from }),
  ).rejects.toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('was imported') });
});

it('is measured alone, or against a dataset that is chosen', async () => {
  const { client } = open;
  const { model } = await imported({ path: join(folder, 'model') });
  const from = { kind: 'model', id: model.id } as const;
  const measure = async (datasetId?: Awaited<ReturnType<typeof sampleDataset>>) => {
    const { jobId } = await client.models.evaluate({ from, datasetId, count: 100 });
    const { result, error } = await jobEnd(client, jobId);
    expect(error).toBeUndefined();
    assert(result?.kind === 'evaluate');
    return client.models.evaluation({ id: result.evaluationId });
  };
  const alone = await measure();
  const reason = expect.stringContaining('which pictures it learned from is not known');
  expect(alone).toMatchObject({ datasetMissing: reason, kid: { reason }, msSsim: { value: 1 } });
  const datasetId = await sampleDataset();
  const beside = await measure(datasetId);
  expect(beside).toMatchObject({ datasetId, datasetName: 'Sample', msSsim: { value: 1 } });
  expect(beside.datasetMissing).toBeUndefined();
  expect(beside.provenance?.imageCount).toBe(64);
  const { html } = await client.models.evaluationReport({ id: beside.id });
  expect(html).toContain('imported, 32 × 32 grey');
  await expect(client.models.evaluate({ from, datasetId: 'gone' as typeof datasetId })).rejects.toMatchObject(
    { code: 'DATASET_NOT_FOUND' },
  );
});

async function sampleDataset() {
  const { client } = open;
  const [there] = await client.datasets.list();
  if (there !== undefined) return there.id;
  const { jobId } = await client.datasets.importSample({ name: 'Sample', count: 64 });
  await jobEnd(client, jobId);
  return (await client.datasets.list())[0].id;
}

it('takes an archive, and what a browser sent', async () => {
  const path = file('Möbius & co.zip', zip(files.map(([name, bytes]) => [`deep/${name}`, bytes])));
  expect((await imported({ path })).model.name).toBe('Möbius & co');
  expect((await imported({ path: file('download', zip(files)) })).model.name).toBe('download');
  const uploadId = await open.studio.uploads.open();
  for (const [name, bytes] of files) await open.studio.uploads.receive(uploadId, name, Readable.from(bytes));
  expect((await imported({ uploadId })).model.name).toBe('model.json');
  expect(leftovers()).toEqual([]);
});

it('refuses hostile and damaged archives with the reason, and writes nothing', async () => {
  const model = files;
  const whole = zip(model);
  const archives: [string, Buffer, RegExp][] = [
    [
      'slip',
      zip([...model, ['../../slipped.bin', Buffer.from('x')]]),
      /"\.\.\/\.\.\/slipped\.bin" leads out/,
    ],
    ['backslash', zip([...model, ['..\\..\\slipped.bin', Buffer.from('x')]]), /leads out of it/],
    ['absolute', zip([...model, ['/tmp/slipped.bin', Buffer.from('x')]]), /leads out of it/],
    ['bomb', zip(model, { claimedSize: 2 ** 31 }), /unpacks to more/],
    ['liar', zip([['weights.bin', Buffer.alloc(1000)]], { claimedSize: 10, isDeflated: true }), /damaged/],
    ['locked', zip(model, { flags: 1 }), /encrypted/],
    ['other', zip([['readme.txt', Buffer.from('x')]]), /No file of a model/],
    ...[0, 1 / 4, 1 / 2, 3 / 4].map((part): [string, Buffer, RegExp] => [
      `cut-${100 * part}`,
      whole.subarray(0, Math.floor(part * whole.length)),
      /damaged or cut off/,
    ]),
  ];
  const before = await open.client.models.list();
  for (const [name, bytes, reason] of archives) {
    const { state, error } = await run({ path: file(`${name}.zip`, bytes) });
    expect([name, state, error?.code]).toEqual([name, 'failed', 'MODEL_UNUSABLE']);
    expect(error?.message).toMatch(reason);
  }
  expect(leftovers()).toEqual([]);
  expect(await open.client.models.list()).toEqual(before);
  expect(readdirSync(open.libraryDir).filter((name) => /slipped/.test(name))).toEqual([]);
  expect(existsSync('/tmp/slipped.bin')).toBe(false);
});

it('tells what is wrong with a path, and leaves nothing when it is cancelled', async () => {
  const { client } = open;
  const refused = [
    [join(folder, 'gone.h5'), 'PATH_NOT_FOUND'],
    ['here.h5', 'INVALID_INPUT'],
    [`${folder}/\0.h5`, 'INVALID_INPUT'],
  ];
  const before = (await client.jobs.list()).length;
  for (const [path, code] of refused)
    await expect(client.models.import({ path })).rejects.toMatchObject({ code });
  expect(await client.jobs.list()).toHaveLength(before);
  expect((await run({ path: file('notes.txt', Buffer.from('x')) })).error).toMatchObject({
    code: 'MODEL_UNUSABLE',
    message: 'None of the files is of a kind of model that is known.',
  });
  await expect(client.models.import({})).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  const { jobId } = await client.models.import({ path: join(folder, 'model') });
  await client.jobs.cancel({ id: jobId });
  expect(await jobEnd(client, jobId)).toMatchObject({ state: 'cancelled' });
  expect(leftovers()).toEqual([]);
});
