import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { zip } from '../../testing/zip-bytes.ts';
import { sortSources } from './sort-sources.ts';

const place = tempFolderPerTest();
const text = Buffer.from('x');

function file(...parts: string[]): string {
  const path = place(...parts);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}
function archive(name: string, entries: readonly string[]): string {
  const path = place(name);
  writeFileSync(path, zip(entries.map((entry) => [entry, text])));
  return path;
}
function folder(name: string, files: readonly string[]): string {
  for (const each of files) file(name, each);
  return place(name);
}
const photos = (count: number) => Array.from({ length: count }, (_, i) => `album/photo-${i}.jpg`);
const sorted = async (...paths: string[]) => {
  const { models, pictures } = await sortSources(paths);
  return { models, pictures };
};

test.each([
  ['generator.h5'],
  ['G.ONNX'],
  ['a.keras'],
  ['x.safetensors'],
  ['model.json'],
  ['saved_model.pb'],
  ['faces.html'],
])('%s is a model', async (name) => {
  const path = file(name);
  expect(await sorted(path)).toEqual({ models: [[path]], pictures: [] });
});

test('photos and folders of them become one dataset, whatever they are called', async () => {
  const paths = [
    file('me.jpg'),
    folder('faces.h5s', ['a.png']),
    folder('model', photos(2)),
    file('notes.txt'),
  ];
  expect(await sorted(...paths)).toEqual({ models: [], pictures: paths });
});

const models: [string, string[]][] = [
  ['TensorFlow.js', ['model.json', 'group1-shard1of1.bin']],
  ['a SavedModel', ['export/saved_model.pb', 'export/graph.json']],
  ['.keras without a download’s ending', ['config.json', 'metadata.json', 'model.weights.h5']],
  ['a generator with its discriminator', ['generator.h5', 'discriminator.h5']],
  ['a page', ['faces.html']],
  ['ONNX with pictures that show it', ['faces.onnx', 'README.md', 'samples/1.png', 'samples/2.png']],
  ['what a Mac packed', ['m/generator.onnx', '__MACOSX/m/._generator.onnx']],
  ['a name with backslashes', ['export\\saved_model.pb', 'export\\variables.bin']],
];
test.each(models)('an archive of %s holds a model', async (_what, entries) => {
  const path = archive('download.zip', entries);
  expect(await sorted(path)).toEqual({ models: [[path]], pictures: [] });
});
test.each(models.slice(0, -1))('a folder of %s holds a model', async (_what, entries) => {
  const path = folder('download', entries);
  expect(await sorted(path)).toEqual({ models: [[path]], pictures: [] });
});

test('an archive is told by what is in it, not by its ending', async () => {
  const path = archive('download', ['model.json', 'weights.bin']);
  expect((await sorted(path)).models).toEqual([[path]]);
});

const albums: [string, string[]][] = [
  ['photos', photos(3)],
  ['an album with a page for browsers', ['index.html', ...photos(3)]],
  ['many photos with a model beside them', ['landmarks.h5', ...photos(40)]],
  ['photos with their descriptions', [...photos(3), 'album/photo-0.json']],
  ['a photo with what a Mac keeps beside it', ['me.jpg', '__MACOSX/._model.json']],
  ['a discriminator alone', ['discriminator.h5']],
  ['a library with models', ['mine/models/a/generator.safetensors', 'mine/library.sqlite']],
  ['nothing', []],
];
test.each(albums)('an archive of %s becomes a dataset', async (_what, entries) => {
  const path = archive('download.zip', entries);
  expect(await sorted(path)).toEqual({ models: [], pictures: [path] });
});
test.each(albums.slice(0, -1))('a folder of %s becomes a dataset', async (_what, entries) => {
  const path = folder('download', entries);
  expect(await sorted(path)).toEqual({ models: [], pictures: [path] });
});

test('a mixed drop is parted, and weights go with the model beside them', async () => {
  const [model, weights, onnx, photo] = ['model.json', 'group1-shard1of1.bin', 'b.onnx', 'me.jpg'].map(
    (name) => file('dropped', name),
  );
  const album = archive('album.zip', photos(2));
  expect(await sorted(weights, photo, model, album, onnx)).toEqual({
    models: [[model, weights], [onnx]],
    pictures: [photo, album],
  });
});

test('parts of a model without it are left to the import of models, or of the pictures they came with', async () => {
  const [weights, photo] = [file('weights.bin'), file('me.jpg')];
  expect(await sorted(weights)).toEqual({ models: [[weights]], pictures: [] });
  expect(await sorted(photo, weights)).toEqual({ models: [], pictures: [photo, weights] });
});

test('what is gone or damaged goes by its name', async () => {
  const broken = file('broken.zip');
  writeFileSync(broken, zip([['model.json', text]]).subarray(0, 40));
  const gone = [place('gone.h5'), place('gone.zip')] as const;
  expect(await sorted(broken, ...gone)).toEqual({ models: [[gone[0]]], pictures: [broken, gone[1]] });
});
