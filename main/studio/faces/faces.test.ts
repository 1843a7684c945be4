import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Face } from '../../contract/faces/faces.ts';
import { type DatasetId, FaceId, type RunId } from '../../contract/ids.ts';
import { mediaPath } from '../../contract/system/media.ts';
import { drawnLibrary } from '../testing/drawn-library.ts';
import { jobEnd, type TestStudio } from '../testing/open-test-studio.ts';

/** Faces that real networks drew: compared with what these learned from, and made again. */
const library = drawnLibrary();
let open: TestStudio;
let datasetId: DatasetId;
let runId: RunId;
beforeAll(async () => {
  const drawn = await library.open();
  open = drawn;
  ({ datasetId } = drawn);
  const { client } = open;
  const run = await client.runs.start({ datasetId, preset: 'draft-32', mode: 'eager', maxKimg: 0.1 });
  ({ runId } = run);
  await jobEnd(client, run.jobId);
});
afterAll(() => open[Symbol.asyncDispose]());

const fileOf = ({ id }: Face) => join(open.libraryDir, 'gallery', `${id}.png`);
const keptFiles = () => readdirSync(join(open.libraryDir, 'gallery', 'generators'));

it('draws the identical picture from a model, and says so when the model is gone or was changed', async () => {
  const { client, libraryDir } = open;
  const model = await client.models.promote({ runId, name: 'Kept' });
  const { faces } = await client.faces.generate({
    from: { kind: 'model', id: model.id },
    count: 70,
    seed: 9,
  });
  expect(faces[0].modelHash).toBe(model.hash);
  expect(faces[0].origin).toMatchObject({
    drawnTogether: 70,
    datasetName: 'Faces',
    setHash: model.provenance?.setHash,
  });
  const [first, last] = [faces[0], faces[69]];
  await client.faces.save({ ids: [first.id, last.id] });
  const before = readFileSync(fileOf(last));
  for (const { id } of [first, last])
    expect(await client.faces.makeAgain({ id })).toEqual({ outcome: 'identical' });

  // A picture that is damaged or gone comes back byte by byte.
  writeFileSync(fileOf(last), before.subarray(0, before.length / 2));
  expect(await client.faces.makeAgain({ id: last.id })).toEqual({ outcome: 'restored' });
  expect(readFileSync(fileOf(last)).equals(before)).toBe(true);
  rmSync(fileOf(last));
  expect(await client.faces.makeAgain({ id: last.id })).toEqual({ outcome: 'restored' });
  expect(readFileSync(fileOf(last)).equals(before)).toBe(true);

  // Another picture in its place is not overwritten: what is drawn now stands beside it.
  await sharp(before)
    .negate({ alpha: false })
    .png()
    .toFile(`${fileOf(last)}.new`);
  const other = readFileSync(`${fileOf(last)}.new`);
  writeFileSync(fileOf(last), other);
  const again = await client.faces.makeAgain({ id: last.id });
  if (again.outcome !== 'different') throw new Error(again.outcome);
  expect(again.levels).toBeGreaterThan(1);
  expect(readFileSync(fileOf(again.face)).equals(before)).toBe(true);
  expect(readFileSync(fileOf(last)).equals(other)).toBe(true);
  expect(await client.faces.makeAgain({ id: again.face.id })).toEqual({ outcome: 'identical' });

  const weights = join(libraryDir, 'models', model.id, 'generator.safetensors');
  const bytes = readFileSync(weights);
  bytes[bytes.length - 1] ^= 1;
  writeFileSync(weights, bytes);
  const next = expect.stringMatching(/\.$/);
  await expect(client.faces.makeAgain({ id: first.id })).rejects.toMatchObject({
    code: 'MODEL_CHANGED',
    message: '“Kept” is no longer the model that drew this face.',
    data: { next },
  });
  await client.models.remove({ id: model.id });
  await expect(client.faces.makeAgain({ id: first.id })).rejects.toMatchObject({
    code: 'MODEL_NOT_FOUND',
    message: 'The model that drew this face, “Kept”, is no longer in the library.',
    data: { next },
  });
  expect(existsSync(fileOf(first))).toBe(true);
});

it('finds the training picture that a face repeats, and says nothing of it with too few unseen ones', async () => {
  const { client } = open;
  const { faces } = await client.faces.generate({ from: { kind: 'run', id: runId }, count: 3, seed: 5 });
  const { items } = await client.datasets.items({ id: datasetId, offset: 0, limit: 64 });
  const trained = items.filter(({ isUsed, isHeldOut }) => isUsed && !isHeldOut);
  const repeated = trained[20];
  const image = await open.studio.media.resolve(mediaPath.datasetImage(datasetId, repeated.index));
  await sharp(image?.file).resize(32, 32).png().toFile(fileOf(faces[1]));
  writeFileSync(fileOf(faces[2]), 'no picture');
  const { jobId } = await client.faces.checkCopies({ ids: faces.map(({ id }) => id) });
  expect(await jobEnd(client, jobId)).toMatchObject({
    state: 'done',
    result: { kind: 'check-copies', checked: 2, copies: 0, close: 0, skipped: 1 },
  });
  const [drawn, copy, damaged] = await client.faces.get({ ids: faces.map(({ id }) => id) });
  expect(copy.copyCheck).toMatchObject({
    verdict: 'unclear',
    by: 'pixels',
    datasetId,
    item: repeated.index,
    looked: trained.length,
    heldOut: items.filter(({ isUsed, isHeldOut }) => isUsed && isHeldOut).length,
  });
  expect(copy.copyCheck?.compared).toBeUndefined();
  expect(copy.copyCheck?.distance).toBeLessThan((drawn.copyCheck?.distance ?? 0) / 3);
  expect(damaged.copyCheck).toBeUndefined();
  const { ids } = await client.faces.select({ search: 'copy:unclear' });
  expect(ids).toEqual([]);
  await client.faces.save({ ids: faces.map(({ id }) => id) });
  expect((await client.faces.select({ search: 'copy:unclear', sort: 'oldest' })).ids).toEqual([
    drawn.id,
    copy.id,
  ]);
  await client.faces.remove({ ids: faces.map(({ id }) => id) });
  await expect(client.faces.checkCopies({ ids: [FaceId.parse('absent')] })).rejects.toMatchObject({
    code: 'FACE_NOT_FOUND',
  });
});

it('keeps the generator of a run’s face after its checkpoint and the run are gone, and as long as the face', async () => {
  const { client } = open;
  const [checkpoint] = await client.runs.checkpoints({ id: runId });
  const { faces } = await client.faces.generate({ from: { kind: 'run', id: runId }, count: 1, seed: 3 });
  const [face] = faces;
  expect(face.from).toEqual({ kind: 'run', id: runId, checkpoint: checkpoint.name });
  await client.faces.save({ ids: [face.id] });
  expect(await client.faces.get({ ids: [face.id] })).toMatchObject([
    { from: face.from, origin: face.origin },
  ]);
  expect(keptFiles()).toHaveLength(2);
  await client.runs.remove({ id: runId });
  expect(await client.faces.makeAgain({ id: face.id })).toEqual({ outcome: 'identical' });

  // A damaged file is not drawn from.
  const kept = join(open.libraryDir, 'gallery', 'generators', `${face.modelHash}.safetensors`);
  const whole = readFileSync(kept);
  writeFileSync(kept, whole.subarray(0, 1000));
  await expect(client.faces.makeAgain({ id: face.id })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  writeFileSync(kept, whole);
  expect(await client.faces.makeAgain({ id: face.id })).toEqual({ outcome: 'identical' });
});

it('brings removed faces back, with what was said of them, until they are deleted for good', async () => {
  const { client, studio } = open;
  const { ids } = await client.faces.select({});
  const [face] = await client.faces.get({ ids: [ids[0]] });
  await client.faces.rate({ ids: [face.id], rating: 5 });
  await client.faces.remove({ ids });
  expect(await client.faces.list({})).toEqual({ faces: [], total: 0 });
  await expect(client.faces.get({ ids: [face.id] })).rejects.toMatchObject({ code: 'FACE_NOT_FOUND' });
  await client.faces.restore({ ids });
  expect((await client.faces.select({})).ids).toEqual(ids);
  expect(await client.faces.get({ ids: [face.id] })).toEqual([{ ...face, rating: 5 }]);

  await client.faces.remove({ ids });
  await studio.faces.deleteRemoved(new Date(Date.now() + 1000));
  expect(existsSync(fileOf(face))).toBe(false);
  await expect(client.faces.restore({ ids })).rejects.toMatchObject({ code: 'FACE_NOT_FOUND' });
});

it('cannot compare faces when the dataset is gone', async () => {
  const { client } = open;
  const run = await client.runs.start({ datasetId, preset: 'draft-32', mode: 'eager', maxKimg: 0.1 });
  await jobEnd(client, run.jobId);
  const { faces } = await client.faces.generate({ from: { kind: 'run', id: run.runId }, count: 1 });
  await client.datasets.remove({ id: datasetId });
  const { jobId } = await client.faces.checkCopies({ ids: [faces[0].id] });
  expect(await jobEnd(client, jobId)).toMatchObject({
    state: 'failed',
    error: {
      code: 'DATASET_NOT_FOUND',
      message: 'The dataset “Faces” is no longer in the library.',
      data: { next: expect.stringMatching(/\.$/) },
    },
  });
});
