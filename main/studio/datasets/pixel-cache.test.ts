import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatasetId } from '../../contract/ids.ts';
import type { Channels } from '../../contract/pictures.ts';
import { type Library, openLibrary } from '../library/library.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { ensurePixelCache } from './pixel-cache.ts';

/** A grey and a colour picture of one dataset. */
describe('the training cache of a mixed dataset', () => {
  const path = tempFolderPerTest();
  const size = 32;
  const colour = { r: 200, g: 40, b: 90 };
  let library: Library;
  beforeEach(async () => {
    library = openLibrary(path('library'));
    const plain = { width: 48, height: 48 };
    await sharp({ create: { ...plain, channels: 3, background: colour } })
      .png()
      .toFile(path('0.png'));
    await sharp({ create: { ...plain, channels: 3, background: { r: 77, g: 77, b: 77 } } })
      .toColourspace('b-w')
      .png()
      .toFile(path('1.png'));
  });
  afterEach(() => library.close());

  /** The first pixel of each picture. */
  async function cached(channels: Channels): Promise<number[][]> {
    const id = DatasetId.parse('mixed-1');
    mkdirSync(library.paths.datasetDir(id), { recursive: true });
    const file = await ensurePixelCache(library, {
      id,
      version: { hash: 'abc', trained: [0], heldOut: [1] },
      size,
      channels,
      fileOf: (index) => path(`${index}.png`),
      isInUse: () => false,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    const bytes = readFileSync(file);
    const length = size * size * channels;
    expect(bytes).toHaveLength(2 * length);
    return [0, length].map((start) => [...bytes.subarray(start, start + channels)]);
  }

  it('repeats the grey of a grey picture in every channel', async () => {
    expect(await cached(3)).toEqual([
      [colour.r, colour.g, colour.b],
      [77, 77, 77],
    ]);
  });

  it('names every prepared picture that is damaged or gone, with what to do', async () => {
    writeFileSync(path('0.png'), readFileSync(path('0.png')).subarray(0, 60));
    await expect(cached(3)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(
        /^1 prepared picture is damaged or gone in the dataset "mixed-1": 0\.png\.$/,
      ),
      data: { next: expect.stringContaining('Leave it out'), subject: path('0.png') },
    });
    rmSync(path('1.png'));
    await expect(cached(1)).rejects.toMatchObject({
      message: expect.stringMatching(/^2 prepared pictures are damaged or gone .*: 0\.png, 1\.png\.$/),
    });
    expect(readdirSync(library.paths.datasetDir(DatasetId.parse('mixed-1')))).toEqual([]);
  });

  it('takes the brightness of a coloured picture where all are grey', async () => {
    const [[bright], grey] = await cached(1);
    expect(grey).toEqual([77]);
    // Between the least and the largest channel, and nowhere near their extremes.
    expect(bright).toBeGreaterThan(60);
    expect(bright).toBeLessThan(130);
  });
});
