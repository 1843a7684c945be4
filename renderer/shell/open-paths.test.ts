// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { sortPaths } from './open-paths.ts';

test('models are told from pictures, archives and folders by their endings', () => {
  const models = [
    '/m/generator.h5',
    '/m/G.ONNX',
    'C:\\m\\a.keras',
    '/m/x.safetensors',
    '/m/saved_model.pb',
    '/m/faces.html',
  ];
  const pictures = ['/p/me.jpg', '/p/faces.zip', '/p/folder.h5s', '/p/h5'];
  expect(sortPaths([...models, ...pictures])).toEqual({ models, pictures });
});
