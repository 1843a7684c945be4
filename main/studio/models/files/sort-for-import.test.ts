import { readdirSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { UploadId } from '../../../contract/ids.ts';
import { type Library, openLibrary } from '../../library/library.ts';
import { Uploads } from '../../library/uploads.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { sortForImport } from './sort-for-import.ts';

const path = tempFolderPerTest();
let library: Library;
let uploads: Uploads;
beforeEach(() => {
  library = openLibrary(path('library'));
  uploads = new Uploads(library);
});
afterEach(() => library.close());

async function sent(...names: string[]): Promise<UploadId> {
  const uploadId = await uploads.open();
  for (const name of names) await uploads.receive(uploadId, name, Readable.from('x'));
  return uploadId;
}
const filesOf = (uploadId: UploadId | undefined) =>
  uploadId === undefined ? [] : readdirSync(library.paths.uploadDir(uploadId)).sort();

it('makes an upload of each model that was sent, and leaves the rest', async () => {
  const uploadId = await sent('holiday/a.jpg', 'model.json', 'weights.bin', 'me.jpg', 'face.onnx');
  const { models, pictures } = await sortForImport(uploads, { paths: [], uploadId });
  expect(models.map((model) => filesOf(model.uploadId))).toEqual([
    ['model.json', 'weights.bin'],
    ['face.onnx'],
  ]);
  expect(pictures).toEqual({ sources: { paths: [], uploadId }, names: ['holiday', 'me.jpg'] });
  expect(filesOf(uploadId)).toEqual(['holiday', 'me.jpg']);
  const [tfjs] = models;
  expect(tfjs.uploadId && uploads.describe(tfjs.uploadId).sources).toEqual(['model.json', 'weights.bin']);
});

it('leaves no empty upload behind a model', async () => {
  const uploadId = await sent('face.onnx');
  const { models, pictures } = await sortForImport(uploads, { paths: [], uploadId });
  expect(pictures).toBeUndefined();
  expect(readdirSync(library.paths.uploads)).toEqual(models.map((model) => model.uploadId));
});

it('hands photos on as they were sent', async () => {
  const uploadId = await sent('a.jpg', 'b.jpg');
  expect(await sortForImport(uploads, { paths: [], uploadId })).toEqual({
    models: [],
    pictures: { sources: { paths: [], uploadId }, names: ['a.jpg', 'b.jpg'] },
  });
});

it('parts paths of this machine', async () => {
  const [photo, model] = [path('me.jpg'), path('face.onnx')];
  for (const file of [photo, model]) writeFileSync(file, 'x');
  expect(await sortForImport(uploads, { paths: [photo, model], uploadId: undefined })).toEqual({
    models: [{ path: model }],
    pictures: { sources: { paths: [photo] }, names: ['me.jpg'] },
  });
});

it('refuses an upload that is not open, and one without a file', async () => {
  await expect(sortForImport(uploads, { paths: [], uploadId: await sent() })).rejects.toMatchObject({
    code: 'NO_IMAGES',
  });
  const uploadId = await sent('a.jpg');
  await uploads.remove(uploadId);
  await expect(sortForImport(uploads, { paths: [], uploadId })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
});
