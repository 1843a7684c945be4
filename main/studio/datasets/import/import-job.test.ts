import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../../contract/errors.ts';
import { DatasetId, UploadId } from '../../../contract/ids.ts';
import type { Progress } from '../../../contract/system/jobs.ts';
import type { FacePool } from '../../compute-process/face-pool.ts';
import { type Library, openLibrary } from '../../library/library.ts';
import { batchPaths } from '../../library/paths.ts';
import { type ImportTestOptions, importPictures } from '../../testing/import-pictures.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { zip } from '../../testing/zip-bytes.ts';
import { Doctor } from '../diagnosis/doctor.ts';
import { ensurePixelCache } from '../pixel-cache.ts';
import { type DatasetStores, openDatasetStores } from '../store/index.ts';
import { versionOf } from '../store/versions.ts';
import { listDrafts } from './draft-rows.ts';

const path = tempFolderPerTest();

/** A picture of its own for each number: a few large patches of colour. */
const picture = (seed: number, width = 64, height = 48) =>
  sharp(Buffer.from(Array.from({ length: 27 }, (_, i) => ((seed * 31 + i * 17) * 2654435761) >>> 24)), {
    raw: { width: 3, height: 3, channels: 3 },
  })
    .resize(width, height, { kernel: 'nearest' })
    .jpeg({ quality: 95 })
    .toBuffer();
const plain = (background: string) =>
  sharp({ create: { width: 48, height: 48, channels: 3, background } })
    .png()
    .toBuffer();

let library: Library;
let stores: DatasetStores;
let doctor: Doctor;
beforeEach(() => {
  library = openLibrary(path('library'));
  stores = openDatasetStores(library);
  doctor = new Doctor(library.db, stores);
  mkdirSync(path('photos'));
});
afterEach(() => library.close());

const fill = (files: Record<string, Buffer | string>) => {
  for (const [name, content] of Object.entries(files)) writeFileSync(path('photos', name), content);
};
const fillPictures = async (count: number) => {
  for (let i = 0; i < count; i++) fill({ [`${String(i).padStart(2, '0')}.jpg`]: await picture(i) });
};
const run = (options: ImportTestOptions = {}) => importPictures(library, path('photos'), options);

/** Every file below the datasets, and every row about them; ids and times left out. */
function contents() {
  const root = path('library', 'datasets');
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [
      `${entry.parentPath.replace(root, '').replace(/^\/[^/]+/, '')}/${entry.name}`,
      readFileSync(`${entry.parentPath}/${entry.name}`).toString('base64'),
    ])
    .sort();
  const [dataset] = stores.datasets.list();
  const { id: _, createdAt: __, ...rest } = dataset;
  return { files, rest, items: stores.items.list(dataset.id, 0, 500), drafts: listDrafts(library) };
}

describe('an import', () => {
  it('keeps pictures in order, sets others aside with reasons, and leaves the sources as they were', async () => {
    fill({
      'b.jpg': await picture(1),
      'a.png': await plain('#777'),
      'empty.jpg': '',
      'words.jpg': 'words',
      'c.dat': await picture(2),
      'notes.txt': 'words',
    });
    const snapshot = () =>
      readdirSync(path('photos')).map((name) => [
        name,
        readFileSync(path('photos', name)),
        statSync(path('photos', name)).mtimeMs,
      ]);
    const before = snapshot();
    const progress: Progress[] = [];
    const result = await run({ report: (step) => progress.push(step) });
    expect(result).toMatchObject({
      imported: 3,
      quarantined: [
        { file: 'photos/empty.jpg', reason: 'an empty file' },
        { file: 'photos/words.jpg', reason: 'not a picture that can be read' },
      ],
      files: { seen: 6, imported: 3, leftOut: 0, quarantined: 2, ignored: 1 },
    });
    const dataset = stores.datasets.get(result.datasetId);
    expect(dataset).toMatchObject({ name: 'Photos', imageCount: 3, channels: 3, sources: ['photos'] });
    expect(stores.items.list(dataset.id, 0, 10).map((item) => item.source)).toEqual([
      'photos/a.png',
      'photos/b.jpg',
      'photos/c.dat',
    ]);
    expect(progress.at(-1)).toMatchObject({ done: 4, total: 4 });
    expect(snapshot()).toEqual(before);
    expect((await run()).datasetId).not.toBe(dataset.id);
    expect(
      stores.datasets
        .list()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['Photos', 'Photos 2']);
  });

  it('accounts for every file it sees', async () => {
    const kinds = fc.constantFrom(
      ['jpg', await picture(3)],
      ['png', 'words'],
      ['jpg', ''],
      ['txt', 'words'],
      ['svg', '<svg/>'],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(kinds, { maxLength: 8 }), async (files) => {
        for (const [i, [ending, content]] of files.entries()) fill({ [`${i}.${ending}`]: content });
        fill({ 'always.jpg': await picture(4) });
        const { seen, imported, leftOut, quarantined, ignored } = (await run()).files;
        expect(imported + leftOut + quarantined + ignored).toBe(seen);
        expect(seen).toBe(files.length + 1);
        for (const name of readdirSync(path('photos'))) rmSync(path('photos', name));
      }),
      { numRuns: 8 },
    );
  });

  it('says why it passed files over, in all imports together', async () => {
    mkdirSync(path('photos', '@eaDir'));
    fill({ 'a.jpg': await picture(1), 'b.txt': 'words', '@eaDir/a.jpg': await picture(2) });
    const { datasetId, ignored } = await run();
    const thumbnail = {
      reason: 'a thumbnail that a program or a network drive keeps beside the photo',
      count: 1,
      examples: ['photos/@eaDir/a.jpg'],
    };
    const words = { reason: 'not a picture', count: 1, examples: ['photos/b.txt'] };
    expect(ignored).toEqual([thumbnail, words]);
    fill({ 'c.txt': 'more words' });
    await run({ plan: { datasetId, isNew: false } });
    const { ignored: both, imports } = doctor.diagnosis(datasetId);
    expect(both).toEqual([
      { ...words, count: 3, examples: ['photos/b.txt', 'photos/b.txt', 'photos/c.txt'] },
      { ...thumbnail, count: 2, examples: ['photos/@eaDir/a.jpg', 'photos/@eaDir/a.jpg'] },
      { reason: 'in the dataset already', count: 1, examples: ['photos/a.jpg'] },
    ]);
    expect(imports.reduce((sum, { files }) => sum + files.ignored, 0)).toBe(6);
  });

  it('says why a folder gives nothing', async () => {
    await expect(run()).rejects.toMatchObject({
      code: 'NO_IMAGES',
      message: expect.stringContaining('empty'),
    });
    fill({ 'a.txt': 'words', 'b.md': 'words' });
    await expect(run()).rejects.toMatchObject({
      code: 'NO_IMAGES',
      message: expect.stringContaining('of the 2 files found none is a picture to import (not a picture: 2)'),
    });
    fill({ 'c.jpg': 'words' });
    await expect(run()).rejects.toMatchObject({
      code: 'NO_IMAGES',
      message: expect.stringContaining('photos/c.jpg'),
    });
    expect(stores.datasets.list()).toEqual([]);
  });

  it('leaves a library that lies among the photos out, even the very one that it imports into', async () => {
    await fillPictures(3);
    await run();
    const again = { datasetId: DatasetId.parse('again') };
    const { imported, ignored } = await importPictures(library, path(), { plan: again });
    expect(imported).toBe(3);
    expect(ignored.map(({ reason }) => reason)).toContain('kept by a Faceloom library');
    await expect(importPictures(library, path('library'))).rejects.toMatchObject({
      code: 'NO_IMAGES',
      message: expect.stringContaining('kept by a Faceloom library'),
      data: { next: expect.stringMatching(/^Open the library/) },
    });
  });

  it('goes on after it was cancelled anywhere, with the same result as without', async () => {
    await fillPictures(10);
    fill({ '03.jpg': 'words', '05.jpg': (await picture(5)).subarray(0, 300) });
    await run();
    const uninterrupted = contents();
    expect(uninterrupted.files).toHaveLength(8);
    for (const cancelAt of [0, 1, 5, 8, 9]) {
      stores.datasets.remove(stores.datasets.list()[0].id);
      rmSync(path('library', 'datasets'), { recursive: true });
      mkdirSync(path('library', 'datasets'));
      const controller = new AbortController();
      const report = ({ done, unit }: Progress) => {
        if (unit === 'pictures' && done === cancelAt) controller.abort();
      };
      await expect(run({ signal: controller.signal, report })).rejects.toMatchObject({ name: 'AbortError' });
      expect(stores.datasets.list()).toEqual([]);
      const [draft] = listDrafts(library);
      await run({ resume: draft.id });
      expect(contents()).toEqual(uninterrupted);
    }
  });

  it.each(['auto', 'align'] as const)(
    'ends a face finder that does not answer when it is cancelled, with --faces %s',
    async (faces) => {
      await fillPictures(3);
      const controller = new AbortController();
      let end: (error: Error) => void = () => undefined;
      const asked = new Promise<never>((_, reject) => {
        end = reject;
      });
      const pool = {
        find() {
          controller.abort();
          return asked;
        },
        close: () => end(new StudioError('CANCELLED', 'Cancelled.', { next: 'Start it again.' })),
        ...{ size: 1, notices: [] },
      } as Partial<FacePool> as FacePool;
      const cancelled = run({ plan: { faces }, signal: controller.signal, openPool: () => pool });
      await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(listDrafts(library)).toMatchObject([{ total: 3 }]);
      expect(stores.datasets.list()).toEqual([]);
    },
  );

  it('keeps what it has when the disk fills up, and goes on when there is room', async () => {
    await fillPictures(6);
    let written = 0;
    const write = async (file: string, data: Uint8Array) => {
      written += 1;
      if (written === 4) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      await writeFile(file, data);
    };
    await expect(run({ write })).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(stores.datasets.list()).toEqual([]);
    const [draft] = listDrafts(library);
    expect(await run({ resume: draft.id })).toMatchObject({ imported: 6 });
  });

  it('goes on, too, when the database found no room at the very end', async () => {
    await fillPictures(30);
    // Below the pages that there are, it means: not one more.
    const report = ({ note }: Progress) => {
      if (note === 'Comparing the pictures') library.db.exec('PRAGMA max_page_count = 1');
    };
    await expect(run({ report })).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(stores.datasets.list()).toEqual([]);
    library.db.exec('PRAGMA max_page_count = 1000000');
    const [draft] = listDrafts(library);
    expect(await run({ resume: draft.id })).toMatchObject({ imported: 30 });
    expect(listDrafts(library)).toEqual([]);
  });

  it('does a file again whose picture was cut off by a power cut', async () => {
    await fillPictures(5);
    const controller = new AbortController();
    const report = ({ done }: Progress) => {
      if (done === 4) controller.abort();
    };
    await expect(run({ signal: controller.signal, report })).rejects.toMatchObject({ name: 'AbortError' });
    const [draft] = listDrafts(library);
    const paths = batchPaths(library.paths.draftDir(draft.id));
    writeFileSync(paths.image(2), '');
    writeFileSync(paths.journal, `${readFileSync(paths.journal, 'utf8')}{"file": "cut o`);
    const { datasetId } = await run({ resume: draft.id });
    const stored = batchPaths(library.paths.datasetBatch(datasetId, 1));
    for (let i = 0; i < 5; i++) {
      expect(await sharp(stored.image(i)).metadata()).toMatchObject({ format: 'png', width: 32 });
    }
  });

  it('passes over files that the dataset has when more are added, and keeps the held-out ones where they are', async () => {
    await fillPictures(60);
    const { datasetId } = await run();
    const heldOut = () => doctor.select({ id: datasetId, show: 'held-out', sort: 'import' }).indices;
    const before = heldOut();
    expect(before.length).toBeGreaterThan(0);
    fill({ 'new.jpg': await picture(100), 'again.jpg': await picture(7) });
    const { files } = await run({ plan: { datasetId, isNew: false } });
    expect(files).toEqual({ seen: 122, imported: 61, leftOut: 0, quarantined: 0, ignored: 61 });
    expect(stores.datasets.get(datasetId)).toMatchObject({ itemCount: 61, imageCount: 61 });
    expect(heldOut().filter((index) => index < 60)).toEqual(before);
  });

  it('lists a file that is set aside again only once, and keeps what the user said of it', async () => {
    fill({ 'a.jpg': await picture(1), 'bad.jpg': 'words', 'worse.jpg': 'no', 'wall.txt': 'x' });
    const { datasetId } = await run();
    stores.setAside.dismiss(datasetId, stores.setAside.list(datasetId)[0].file.number, true);
    fill({ 'new.jpg': await picture(2) });
    const { files } = await run({ plan: { datasetId, isNew: false } });
    const setAside = () => stores.setAside.list(datasetId).map(({ file }) => [file.file, file.isDismissed]);
    expect(setAside()).toEqual([
      ['photos/bad.jpg', true],
      ['photos/worse.jpg', false],
    ]);
    expect(files).toEqual({ seen: 7, imported: 2, leftOut: 0, quarantined: 2, ignored: 3 });
    fill({ 'worse.jpg': await picture(3) });
    await run({ plan: { datasetId, isNew: false } });
    expect(setAside()).toEqual([['photos/bad.jpg', true]]);
    expect(stores.datasets.get(datasetId)).toMatchObject({ imageCount: 3, quarantinedCount: 1 });
  });

  it('offers no second try for files that a browser sent, which are gone afterwards', async () => {
    fill({ 'a.jpg': await picture(1), 'bad.jpg': 'words' });
    const { datasetId } = await run({ plan: { uploadId: UploadId.parse('upload-1') } });
    expect(stores.setAside.list(datasetId)).toMatchObject([{ file: { canRetry: false } }]);
  });

  it('takes both of two entries of an archive that have one name, after an interruption too', async () => {
    const twins = zip([
      ['twin.jpg', await picture(1)],
      ['twin.jpg', await picture(2)],
    ]);
    writeFileSync(path('photos', 'twins.zip'), twins);
    const controller = new AbortController();
    const report = ({ done }: Progress) => {
      if (done === 1) controller.abort();
    };
    await expect(run({ signal: controller.signal, report })).rejects.toMatchObject({ name: 'AbortError' });
    const result = await run({ resume: listDrafts(library)[0].id });
    expect(result).toMatchObject({ imported: 2, files: { seen: 2, imported: 2 } });
  });

  it('leaves the second of two equal pictures out, until it is taken in', async () => {
    fill({ 'a.png': await plain('#705030'), 'b.png': await plain('#705030'), 'c.jpg': await picture(1) });
    const { datasetId, imported, findings } = await run();
    expect(imported).toBe(2);
    expect(findings).toContainEqual({ kind: 'exact-duplicate', count: 1, leftOut: 1, policy: 'leave-out' });
    const used = () => doctor.select({ id: datasetId, show: 'used', sort: 'import' }).indices;
    expect(used()).toEqual([0, 2]);
    doctor.decide(datasetId, [1], 'in');
    expect(used()).toEqual([0, 1, 2]);
    doctor.decide(datasetId, [1], 'auto');
    doctor.setPolicy(datasetId, 'exact-duplicate', 'keep');
    expect(used()).toEqual([0, 1, 2]);
    expect(stores.datasets.get(datasetId).imageCount).toBe(3);
  });

  it('makes pixel caches of the pictures in use, held-out ones last, and makes a damaged one again', async () => {
    fill({
      'a.png': await plain('#b07050'),
      'b.png': await plain('#777777'),
      'c.png': await plain('#405060'),
    });
    const { datasetId } = await run();
    doctor.decide(datasetId, [2], 'out');
    const used = versionOf(stores.items.used(datasetId));
    expect([...used.trained, ...used.heldOut].sort()).toEqual([0, 1]);
    const version = { hash: used.hash, trained: [0], heldOut: [1] };
    const batch = batchPaths(library.paths.datasetBatch(datasetId, 1));
    const make = (channels: 1 | 3, of = version) =>
      ensurePixelCache(library, {
        id: datasetId,
        version: of,
        size: 32,
        channels,
        fileOf: (index) => batch.image(index),
        isInUse: () => false,
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
    const colour = await make(3);
    const bytes = readFileSync(colour);
    expect([...bytes.subarray(0, 3), ...bytes.subarray(3072, 3075)]).toEqual([
      0xb0, 0x70, 0x50, 0x77, 0x77, 0x77,
    ]);
    expect(readFileSync(await make(1)).length).toBe(2 * 32 * 32);
    writeFileSync(colour, bytes.subarray(0, 100));
    expect(readFileSync(await make(3))).toEqual(bytes);
    const other = await make(3, { hash: 'f'.repeat(64), trained: [1], heldOut: [0] });
    expect([...readFileSync(other).subarray(0, 3)]).toEqual([0x77, 0x77, 0x77]);
    expect(JSON.parse(readFileSync(other.replace('.u8', '.json'), 'utf8'))).toMatchObject({
      count: 2,
      heldOut: 1,
    });
    expect(
      readdirSync(path('library', 'datasets', datasetId)).filter((name) => name.includes('colour')),
    ).toHaveLength(2);
  });
});
