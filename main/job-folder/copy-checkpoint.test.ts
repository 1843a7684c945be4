import { existsSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { planConfig, presets } from '../presets/index.ts';
import { writeScriptedCheckpoint } from '../studio/testing/scripted-checkpoint.ts';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { copyCheckpoint } from './copy-checkpoint.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, rename: vi.fn(real.rename) };
});

const path = tempFolderPerTest();
const draft = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 });
const copy = (name: string) => copyCheckpoint(path('from'), name, path('to'));

it('copies a whole one, and says where there is none', async () => {
  const name = writeScriptedCheckpoint(path('from'), draft, 320);
  expect(await copy(name)).toBe(true);
  expect(readFileSync(path('to', name, 'training.safetensors'), 'utf8')).toBe(name);
  expect(await copy('00000000640')).toBe(false);
});

it('refuses a damaged one, and one with links', async () => {
  const name = writeScriptedCheckpoint(path('from'), draft, 320);
  const weights = path('from', name, 'training.safetensors');
  writeFileSync(weights, 'other');
  await expect(copy(name)).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED' });
  renameSync(weights, path('secret'));
  symlinkSync(path('secret'), weights);
  await expect(copy(name)).rejects.toMatchObject({
    code: 'JOB_FOLDER_UNUSABLE',
    message: expect.stringMatching(/not a plain file/),
  });
  await expect(copy('../..')).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED' });
});

/** Moves go on as they do, but that into `target`, which the disk refuses once. */
async function refuseMoveTo(target: string): Promise<void> {
  const real = (await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises')).rename;
  let isRefused = false;
  vi.mocked(rename).mockImplementation(async (from, to) => {
    if (to === target && !isRefused) {
      isRefused = true;
      throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'rename' });
    }
    await real(from, to);
  });
}

it('gives back the one that was there where the copy cannot take its place', async () => {
  const name = writeScriptedCheckpoint(path('from'), draft, 320);
  expect(await copy(name)).toBe(true);
  const mark = path('to', name, 'mark');
  writeFileSync(mark, 'of the first');
  await refuseMoveTo(path('to', name));
  await expect(copy(name)).rejects.toMatchObject({ code: 'DISK_FAILED' });
  expect(readdirSync(path('to'))).toEqual([name]);
  expect(readFileSync(mark, 'utf8')).toBe('of the first');
  expect(await copy(name)).toBe(true);
  expect(existsSync(mark)).toBe(false);
});

it('leaves nothing behind where a new one cannot take its place', async () => {
  const name = writeScriptedCheckpoint(path('from'), draft, 320);
  await refuseMoveTo(join(path('to'), name));
  await expect(copy(name)).rejects.toMatchObject({ code: 'DISK_FAILED' });
  expect(readdirSync(path('to'))).toEqual([]);
});
