import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { strangeNames, strangePhrases } from './words.ts';

const root = path.dirname(import.meta.dirname);

it('finds names that the list of words does not have, as whole words', () => {
  expect(strangeNames('const criticLoss = 1;\nclass Breath {}\nfunction always() {}')).toEqual([
    'criticLoss: say discriminator',
    'Breath: say yielder',
  ]);
  expect(strangeNames("const critical = 'the critic';\n// a critic\nclass Discriminator {}")).toEqual([]);
});

it('finds phrases that people read and the list of words does not have', () => {
  expect(strangePhrases('<Stat label="Source image" /> of a run that rolled back')).toEqual([
    'source image: say photo',
    'rolled back: say go back',
  ]);
  expect(strangePhrases('A photo, whose source is large; it goes back one tick.')).toEqual([]);
});

it('window, manual, command line and README keep to the list of words', () => {
  const readBy = /^(?:renderer\/.*\.tsx?|assets\/manual\/.*\.md|main\/cli\/.*\.ts|README\.md)$/;
  const texts = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
    .toString()
    .split('\n')
    .filter((file) => readBy.test(file) && existsSync(path.join(root, file)));
  expect(texts.length).toBeGreaterThan(300);
  const found = texts.flatMap((file) =>
    strangePhrases(readFileSync(path.join(root, file), 'utf8')).map((phrase) => `${file}: ${phrase}`),
  );
  expect(found).toEqual([]);
});
