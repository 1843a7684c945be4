import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const rootDir = path.join(import.meta.dirname, '..', '..');
const read = (...parts: string[]) => readFileSync(path.join(rootDir, ...parts), 'utf8');
const readme = read('main', 'desktop', 'README.md');
/** Cells of the rows of a table whose first cell is such. */
const rows = (first: RegExp) =>
  readme
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, cell = '']) => first.test(cell));
const named = (cell = '') => cell.replaceAll('`', '');

test('every point of the security checklist has a test that is there', () => {
  const points = rows(/^\d+$/);
  expect(points.map(([, number]) => Number(number))).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  for (const [, , , , cell] of points) {
    const file = named(cell);
    expect(existsSync(path.join(file.includes('/') ? rootDir : import.meta.dirname, file)), file).toBe(true);
  }
});

test('every seam that is named is there', () => {
  const seams = rows(/^`.*\.ts`$/);
  expect(seams.length).toBeGreaterThan(5);
  for (const [, cell] of seams) {
    const file = named(cell);
    expect(existsSync(path.join(file.includes('/') ? rootDir : import.meta.dirname, file)), file).toBe(true);
  }
});

test('the version of Electron is exact', () => {
  expect(JSON.parse(read('package.json')).devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
});

test.each([
  'runAsNode: false',
  'enableNodeOptionsEnvironmentVariable: false',
  'enableNodeCliInspectArguments: false',
  'onlyLoadAppFromAsar: true',
  'enableEmbeddedAsarIntegrityValidation: true',
  'grantFileProtocolExtraPrivileges: false',
  'enableCookieEncryption: true',
])('the package has the fuse %s', (fuse) => {
  expect(
    read('electron-builder.yml')
      .split('\n')
      .map((line) => line.trim()),
  ).toContain(fuse);
});

test('the README lists every spec that needs Electron', () => {
  const listed = [...read('README.md').matchAll(/^\| `(e2e\/electron\/[^`]+)` \|/gm)].map(([, file]) => file);
  expect(listed.sort()).toEqual(
    readdirSync(path.join(rootDir, 'e2e', 'electron'))
      .map((name) => `e2e/electron/${name}`)
      .sort(),
  );
});
