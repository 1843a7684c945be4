import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Progress } from '../../contract/jobs.ts';
import { type Library, openLibrary } from '../library/library.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import type { OpenImage } from './dataset-builder.ts';
import { DatasetStore } from './dataset-store.ts';
import { importFolders } from './import-job.ts';
import { ensurePixelCache } from './pixel-cache.ts';

const path = tempFolderPerTest();
const picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#b07050' } })
  .jpeg()
  .toBuffer();
const greyPicture = await sharp({ create: { width: 48, height: 48, channels: 3, background: '#777777' } })
  .jpeg()
  .toBuffer();

describe('importFolders', () => {
  let library: Library;
  let store: DatasetStore;
  beforeEach(() => {
    library = openLibrary(path('library'));
    store = new DatasetStore(library.db);
    mkdirSync(path('photos'));
  });
  afterEach(() => library.close());

  const fill = (files: Record<string, Buffer | string>) => {
    for (const [name, content] of Object.entries(files)) writeFileSync(path('photos', name), content);
  };
  const run = (
    options: {
      signal?: AbortSignal;
      report?: (progress: Progress) => void;
      openImage?: OpenImage;
      name?: string;
    } = {},
  ) =>
    importFolders(
      library,
      store,
      {
        name: options.name ?? 'Photos',
        paths: [path('photos')],
        sources: ['photos'],
        size: 32,
        colour: 'auto',
        openImage: options.openImage,
      },
      { signal: options.signal ?? new AbortController().signal, report: options.report ?? (() => undefined) },
    );
  const expectNothingMade = () => {
    expect(store.list()).toEqual([]);
    expect(readdirSync(path('library', 'datasets'))).toEqual([]);
  };

  it('keeps pictures in order, sets others aside with reasons, and leaves the sources as they were', async () => {
    fill({ 'b.jpg': picture, 'a.jpg': greyPicture, 'empty.jpg': '', 'words.jpg': 'words', 'c.jpg': picture });
    const before = readdirSync(path('photos')).map((name) => [
      name,
      readFileSync(path('photos', name)),
      statSync(path('photos', name)).mtimeMs,
    ]);
    const progress: Progress[] = [];
    const result = await run({ report: (step) => progress.push(step) });
    expect(result).toMatchObject({
      imported: 3,
      quarantined: [{ file: 'photos/empty.jpg', reason: 'an empty file' }, { file: 'photos/words.jpg' }],
    });
    const dataset = store.get(result.datasetId);
    expect(dataset).toMatchObject({
      name: 'Photos',
      imageCount: 3,
      channels: 3,
      quarantinedCount: 2,
      sources: ['photos'],
    });
    expect(store.items(dataset.id, 0, 10).map((item) => item.source)).toEqual([
      'photos/a.jpg',
      'photos/b.jpg',
      'photos/c.jpg',
    ]);
    expect(store.quarantined(dataset.id)).toEqual(result.quarantined);
    expect(progress.at(-1)).toMatchObject({ done: 5, total: 5 });
    expect(
      readdirSync(path('photos')).map((name) => [
        name,
        readFileSync(path('photos', name)),
        statSync(path('photos', name)).mtimeMs,
      ]),
    ).toEqual(before);
    expect((await run()).datasetId).not.toBe(dataset.id);
    expect(
      store
        .list()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['Photos', 'Photos 2']);
  });

  it('accounts for every file it sees', async () => {
    const kinds = fc.constantFrom(
      ['jpg', picture],
      ['png', 'words'],
      ['jpg', ''],
      ['txt', 'words'],
      ['heic', 'x'],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(kinds, { maxLength: 8 }), async (files) => {
        const names = files.map(([ending, content], i) => {
          writeFileSync(path('photos', `${i}.${ending}`), content);
          return `${i}.${ending}`;
        });
        writeFileSync(path('photos', 'always.jpg'), picture);
        const { imported, quarantined } = await run();
        const ignored = names.filter((name) => name.endsWith('.txt')).length;
        expect(imported + quarantined.length + ignored).toBe(files.length + 1);
        for (const name of readdirSync(path('photos')))
          (await import('node:fs')).rmSync(path('photos', name));
      }),
      { numRuns: 8 },
    );
  });

  it('says why a folder gives nothing', async () => {
    await expect(run()).rejects.toMatchObject({
      code: 'NO_IMAGES',
      message: expect.stringContaining('empty'),
    });
    fill({ 'a.txt': 'words', 'b.md': 'words' });
    await expect(run()).rejects.toMatchObject({
      code: 'NO_IMAGES',
      message: expect.stringContaining('2 files found are not pictures'),
    });
    fill({ 'c.jpg': 'words' });
    await expect(run()).rejects.toMatchObject({
      code: 'NO_IMAGES',
      message: expect.stringContaining('photos/c.jpg'),
    });
    expectNothingMade();
  });

  it('leaves nothing half-made when it is cancelled at any picture', async () => {
    fill(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`${i}.jpg`, picture])));
    for (const cancelAt of [0, 1, 5, 9, 10]) {
      const controller = new AbortController();
      const report = ({ done, total }: Progress) => {
        if (done === cancelAt && (total !== undefined || cancelAt === 0)) controller.abort();
      };
      await expect(run({ signal: controller.signal, report })).rejects.toMatchObject({ name: 'AbortError' });
      expectNothingMade();
    }
  });

  it('leaves nothing half-made when the disk fills up', async () => {
    fill(Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`${i}.jpg`, picture])));
    let opened = 0;
    const openImage: OpenImage = async (file) => {
      opened += 1;
      const handle = await open(file, 'wx');
      const isFull = opened === 4;
      return {
        writeFile: isFull
          ? () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))
          : handle.writeFile.bind(handle),
        close: () => handle.close(),
      };
    };
    await expect(run({ openImage })).rejects.toMatchObject({ code: 'DISK_FULL' });
    expectNothingMade();
  });

  it('makes pixel caches as the header says, and makes a damaged one again', async () => {
    fill({ 'a.jpg': picture, 'b.jpg': greyPicture });
    const dataset = store.get((await run()).datasetId);
    const make = (channels: 1 | 3) =>
      ensurePixelCache(library, dataset, 32, channels, new AbortController().signal, () => undefined);
    const colour = await make(3);
    const bytes = readFileSync(colour);
    expect(bytes.length).toBe(2 * 32 * 32 * 3);
    // Row 0 is the brown picture, row 1 the grey one with its one channel repeated.
    expect(Math.abs(bytes[0] - 0xb0) + Math.abs(bytes[1] - 0x70) + Math.abs(bytes[2] - 0x50)).toBeLessThan(9);
    expect([...bytes.subarray(3072, 3075)]).toEqual([0x77, 0x77, 0x77]);
    expect(readFileSync(await make(1)).length).toBe(2 * 32 * 32);
    writeFileSync(colour, bytes.subarray(0, 100));
    expect(readFileSync(await make(3))).toEqual(bytes);
  });
});
