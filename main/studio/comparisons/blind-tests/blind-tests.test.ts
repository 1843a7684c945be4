import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import type { BlindTest } from '../../../contract/compare/blind-tests.ts';
import type { GeneratorRef } from '../../../contract/generators.ts';
import { BlindTestId, ModelId } from '../../../contract/ids.ts';
import { RunConfig } from '../../../contract/runs/run-config.ts';
import { presets } from '../../../presets/index.ts';
import type { GeneratorFile } from '../../generators/generators.ts';
import { openLibrary } from '../../library/library.ts';
import { Sheets } from '../sheets.ts';
import { BlindTests } from './blind-tests.ts';

const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
const library = openLibrary(join(folder, 'library'));
afterAll(() => {
  library.close();
  rmSync(folder, { recursive: true });
});

const config = RunConfig.parse({ ...presets['draft-32'].config, schemaVersion: 1, channels: 3, seed: 1 });
const refs = ['dark', 'bright'].map((name): GeneratorRef => ({ kind: 'model', id: ModelId.parse(name) }));
const [dark, bright] = refs;

const findGenerator = async (from: GeneratorRef): Promise<GeneratorFile> => ({
  ...{ from, name: from.id, file: `${from.id}.weights`, hash: from.id },
  ...{ config, training: config, nimg: 1000, datasetName: 'Faces' },
});

/** Draws grey squares: of the bright generator bright ones, each a little different. */
const drawer = {
  generate: async ({ file }: Pick<GeneratorFile, 'file'>, _seed: number, count: number) => {
    const [size, channels] = [config.resolution, 3 as const];
    const data = new Uint8Array(count * size * size * channels);
    for (let i = 0; i < count; i++) {
      const from = i * size * size * channels;
      data.fill((file === 'bright.weights' ? 200 : 50) + (i % 40), from, from + size * size * channels);
    }
    return { count, size, channels, data };
  },
};
const tests = new BlindTests(library, new Sheets(library.paths, drawer), findGenerator);

/** Of the middle of each face of one side, in the order of the pairs. */
async function brightness({ id, pairs, columns }: BlindTest, side: 'left' | 'right'): Promise<number[]> {
  const { data, info } = await sharp(library.paths.blindPicture(id, side)).raw().toBuffer({
    resolveWithObject: true,
  });
  const middle = (place: number) => Math.floor((place + 0.5) * config.resolution);
  return Array.from({ length: pairs }, (_, number) => {
    const row = middle(Math.floor(number / columns));
    return data[(row * info.width + middle(number % columns)) * info.channels];
  });
}

it('shows the same latents in shuffled order on shuffled sides, and tells who was who at the end', async () => {
  let test = await tests.start({ first: dark, second: bright, seed: 1, pairs: 40 });
  expect(JSON.stringify([test, tests.list(), readdirSync(library.paths.blindTestDir(test.id))])).not.toMatch(
    /dark|bright/,
  );
  const [lefts, rights] = [await brightness(test, 'left'), await brightness(test, 'right')];
  const latents: number[] = [];
  const sides = new Set<string>();
  while (test.endedAt === undefined) {
    const { id, answered: number } = test;
    const [left, right] = [lefts[number], rights[number]];
    expect(Math.abs(left - right)).toBe(150);
    latents.push(Math.min(left, right) - 50);
    const choice = left > right ? 'left' : 'right';
    sides.add(choice);
    test = await tests.answer({ id, number, choice });
  }
  expect(latents).not.toEqual(latents.toSorted((a, b) => a - b));
  expect(latents.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
  expect(sides.size).toBe(2);
  expect(test.result).toMatchObject({
    first: { name: 'dark' },
    second: { name: 'bright' },
    firstWins: 0,
    secondWins: 40,
    winRate: { value: 0, n: 40 },
  });
  expect(readdirSync(library.paths.blindTests)).toEqual([]);
  expect(tests.list()).toEqual([test]);
});

it('can be skipped and ended early, refuses a pair that is not next, and is removed', async () => {
  const { id } = await tests.start({ first: bright, second: dark, seed: 1, pairs: 6 });
  await tests.answer({ id, number: 0, choice: 'skip' });
  await expect(tests.answer({ id, number: 0, choice: 'left' })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
  const ended = await tests.end(id);
  expect(ended.result).toMatchObject({ skipped: 1, winRate: { reason: expect.stringContaining('Only 0') } });
  await expect(tests.answer({ id, number: 1, choice: 'left' })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
  await tests.remove(id);
  await expect(tests.end(id)).rejects.toMatchObject({ code: 'BLIND_TEST_NOT_FOUND' });
  await expect(tests.end(BlindTestId.parse('absent'))).rejects.toMatchObject({
    data: { subject: 'absent', next: expect.stringMatching(/\.$/) },
  });
});

it('does not compare a generator with itself', async () => {
  await expect(tests.start({ first: dark, second: dark, seed: 1, pairs: 5 })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
});
