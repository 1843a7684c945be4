import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { generatorFile } from '../../../protocol/checkpoint-files.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { CheckedCheckpoint } from './checked-checkpoint.ts';

const path = tempFolderPerTest();

function checkpointIn(name: string) {
  const dir = path(name);
  mkdirSync(dir);
  writeFileSync(join(dir, generatorFile), 'weights');
  const find = vi.fn(async () => ({ dir }));
  return { dir, find };
}

test('a checkpoint is looked through once, and again when its generator has changed', async () => {
  const checked = new CheckedCheckpoint<{ dir: string }>();
  const { dir, find } = checkpointIn('one');
  const first = await checked.get(dir, find);
  expect(await checked.get(dir, find)).toBe(first);
  expect(find).toHaveBeenCalledTimes(1);
  appendFileSync(join(dir, generatorFile), 'x');
  await checked.get(dir, find);
  expect(find).toHaveBeenCalledTimes(2);
  rmSync(join(dir, generatorFile));
  await checked.get(dir, find);
  expect(find).toHaveBeenCalledTimes(3);
});

test('what was found in place of a damaged one is not taken for it', async () => {
  const checked = new CheckedCheckpoint<{ dir: string }>();
  const [damaged, older] = [checkpointIn('damaged'), checkpointIn('older')];
  await checked.get(damaged.dir, older.find);
  await checked.get(damaged.dir, older.find);
  expect(older.find).toHaveBeenCalledTimes(2);
});

test('a failure is not remembered', async () => {
  const checked = new CheckedCheckpoint<{ dir: string }>();
  const { dir, find } = checkpointIn('one');
  find.mockRejectedValueOnce(new Error('damaged'));
  await expect(checked.get(dir, find)).rejects.toThrow('damaged');
  await expect(checked.get(dir, find)).resolves.toMatchObject({ dir });
});
