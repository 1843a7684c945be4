import { expect, it } from 'vitest';
import { GeneratorRef, generatorKey, parseGeneratorKey } from './generators.ts';

it.each(['model:m-1', 'run:r-1', 'run:r-1@00000012800'])('%s names a generator and is its name', (key) => {
  const ref = parseGeneratorKey(key);
  expect(ref && generatorKey(ref)).toBe(key);
  expect(GeneratorRef.parse(ref)).toEqual(ref);
});

it.each(['', 'model', 'model:', 'face:f-1', 'run:../etc', 'run:r-1@../x', 'run/r-1'])(
  'a key that names none is refused: "%s"',
  (key) => expect(parseGeneratorKey(key)).toBeUndefined(),
);
