import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exists, fileSizeBytes, namesIn, readIfThere } from './if-there.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faceloom-if-there-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('finds nothing where there is nothing, and below a file that lies about', async () => {
  const file = join(folder, '.DS_Store');
  writeFileSync(file, 'four');
  for (const nothing of [join(folder, 'gone', 'deeper'), join(file, 'deeper')]) {
    expect(await namesIn(nothing)).toEqual([]);
    expect(await readIfThere(nothing)).toBe('');
    expect(await fileSizeBytes(nothing)).toBeUndefined();
    expect(await exists(nothing)).toBe(false);
  }
  expect(await namesIn(file)).toEqual([]);
  expect(await namesIn(folder)).toEqual(['.DS_Store']);
  expect(await fileSizeBytes(file)).toBe(4);
});

it('passes on what hides whether something is there', async () => {
  await expect(namesIn('with\0nul')).rejects.toThrow();
  await expect(readIfThere(folder)).rejects.toMatchObject({ code: 'EISDIR' });
});
