import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { removeFolder } from './remove-folder.ts';

const path = tempFolderPerTest();

function makeFolder(): string {
  mkdirSync(path('datasets', 'cats', 'images'), { recursive: true });
  writeFileSync(path('datasets', 'cats', 'images', '0.png'), 'a picture');
  return path('datasets', 'cats');
}

it('forgets once the files are out of the way, and deletes them after that', async () => {
  const folder = makeFolder();
  let seen: string[] = [];
  await removeFolder(folder, () => {
    seen = readdirSync(path('datasets'));
  });
  expect(seen).toEqual(['.tmp-removed-cats']);
  expect(readdirSync(path('datasets'))).toEqual([]);
});

it('forgets nothing where the files cannot be taken away', async () => {
  // No disk has room for the longer name that it would get.
  const folder = path('datasets', 'x'.repeat(250));
  mkdirSync(folder, { recursive: true });
  const forget = vi.fn();
  await expect(removeFolder(folder, forget)).rejects.toThrow();
  expect(forget).not.toHaveBeenCalled();
  expect(existsSync(folder)).toBe(true);
});

it('puts the files back where forgetting fails', async () => {
  const full = new Error('the disk is full');
  const removing = removeFolder(makeFolder(), () => {
    throw full;
  });
  await expect(removing).rejects.toBe(full);
  expect(readdirSync(path('datasets', 'cats', 'images'))).toEqual(['0.png']);
});

it('forgets what somebody has deleted by hand', async () => {
  const forget = vi.fn();
  await removeFolder(path('datasets', 'gone'), forget);
  expect(forget).toHaveBeenCalledOnce();
});
