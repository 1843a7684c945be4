import { expect, test } from 'vitest';
import { droppedKind } from './dropped-kind.ts';

const file = (name: string, type = '') => ({ name, type });

test.each([
  ['photo', file('me.jpg', 'image/jpeg')],
  ['photo', file('ME.HEIC', 'image/heic')],
  ['photo', file('IMG_0001')],
  ['vector', file('face.csv', 'text/csv')],
  ['vector', file('FACE.NPY')],
  ['vector', file('noise.json', 'application/json')],
])('a %s is told by its name: %o', (kind, dropped) => {
  expect(droppedKind([dropped])).toBe(kind);
});

test.each([
  'model.json',
  'saved_model.pb',
  'generator.h5',
  'faces.keras',
  'Faces.ONNX',
  'faces.safetensors',
  'faces.html',
  'discriminator.h5',
  'group1-shard1of1.bin',
  'model.zip',
  'photos.tar.gz',
])('%s is left to the import', (name) => {
  expect(droppedKind([file(name)])).toBeUndefined();
});

test('several files are left to the import, so that none is passed over', () => {
  expect(droppedKind([file('a.jpg', 'image/jpeg'), file('b.jpg', 'image/jpeg')])).toBeUndefined();
  expect(droppedKind([])).toBeUndefined();
});
