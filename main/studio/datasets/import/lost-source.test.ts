import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Progress } from '../../../contract/system/jobs.ts';
import { paintSampleFaces } from '../../../sample-faces/paint-sample-faces.ts';
import { type Library, openLibrary } from '../../library/library.ts';
import { type ImportTestOptions, importPictures } from '../../testing/import-pictures.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { zip } from '../../testing/zip-bytes.ts';
import { openDatasetStores } from '../store/index.ts';
import { listDrafts } from './draft-rows.ts';

const path = tempFolderPerTest();
const count = 40;
const faces: [string, Buffer][] = [];

let library: Library;
beforeEach(async () => {
  library = openLibrary(path('library'));
  if (faces.length === 0) {
    for await (const { name, png } of paintSampleFaces({ count, size: 64, seed: 5 })) faces.push([name, png]);
  }
  mkdirSync(path('disk', 'photos', 'deep'), { recursive: true });
  for (const [i, [name, png]] of faces.entries())
    writeFileSync(path('disk', 'photos', i % 2 === 0 ? '.' : 'deep', name), png);
});
afterEach(() => library.close());

/** Runs an import during which something happens, once, after some pictures. */
const run = (source: string, happen: () => void, options: ImportTestOptions = {}) => {
  let hasHappened = false;
  const report = ({ done, total }: Progress) => {
    if (hasHappened || total !== count || done < 5) return;
    hasHappened = true;
    happen();
  };
  return importPictures(library, source, { ...options, report });
};

/** It stopped and said so; nothing became a dataset; it goes on when the source is back, with everything in it. */
async function stopsAndGoesOn(stopped: Promise<unknown>, source: string, bringBack: () => void) {
  await expect(stopped).rejects.toMatchObject({
    code: 'SOURCE_GONE',
    data: { next: expect.stringContaining('resume the import') },
  });
  const { datasets } = openDatasetStores(library);
  expect(datasets.list()).toEqual([]);
  const [{ id, plan }] = listDrafts(library);
  // While it is away, it can be tried again as often as one likes.
  await expect(importPictures(library, source, { resume: id })).rejects.toMatchObject({
    code: expect.stringMatching(/^(SOURCE_GONE|PATH_NOT_FOUND)$/),
  });
  bringBack();
  const result = await importPictures(library, source, { resume: id });
  expect(result).toMatchObject({
    datasetId: plan.datasetId,
    imported: count,
    quarantined: [],
    files: { seen: count, imported: count, quarantined: 0, ignored: 0 },
  });
  expect(listDrafts(library)).toEqual([]);
}

describe('a source that goes away half-way', () => {
  it('stops the import, which goes on when the folder is back', async () => {
    const source = path('disk', 'photos');
    const stopped = run(source, () => renameSync(path('disk'), path('pulled')));
    await stopsAndGoesOn(stopped, source, () => renameSync(path('pulled'), path('disk')));
  });

  it('stops it, too, when an empty folder stays behind where a disk was', async () => {
    const source = path('disk', 'photos');
    const stopped = run(source, () => {
      renameSync(source, path('pulled'));
      mkdirSync(source);
    });
    await stopsAndGoesOn(stopped, source, () => {
      rmSync(source, { recursive: true });
      renameSync(path('pulled'), source);
    });
  });

  it('stops it, too, when it is a folder below the one that was chosen', async () => {
    const source = path('disk', 'photos');
    const stopped = run(source, () => renameSync(path('disk', 'photos', 'deep'), path('pulled')));
    await expect(stopped).rejects.toMatchObject({ code: 'SOURCE_GONE' });
    renameSync(path('pulled'), path('disk', 'photos', 'deep'));
    const [{ id }] = listDrafts(library);
    expect(await importPictures(library, source, { resume: id })).toMatchObject({ imported: count });
  });

  it.each(['zip', 'tar'])('stops it when it is a %s archive', async (kind) => {
    const source = path('disk', `photos.${kind}`);
    const tar = pack();
    for (const [name, png] of faces) tar.entry({ name }, png);
    tar.finalize();
    writeFileSync(source, kind === 'zip' ? zip(faces) : await buffer(tar));
    let isGone = false;
    const report = ({ done, total }: Progress) => {
      if (isGone || total !== count || done < 5) return;
      isGone = true;
      renameSync(path('disk'), path('pulled'));
    };
    const stopped = importPictures(library, source, { report });
    // An open file can be read to its end although its name is gone; each entry of a ZIP archive is opened anew.
    if (kind === 'tar') expect(await stopped).toMatchObject({ imported: count });
    else await stopsAndGoesOn(stopped, source, () => renameSync(path('pulled'), path('disk')));
  });

  it('is not one when a single file is deleted', async () => {
    const source = path('disk', 'photos');
    const last = faces.filter((_, i) => i % 2 === 0).at(-1);
    const result = await run(source, () => rmSync(path('disk', 'photos', last?.[0] ?? '')));
    expect(result).toMatchObject({
      imported: count - 1,
      quarantined: [{ reason: 'it vanished during the import' }],
      files: { seen: count, quarantined: 1 },
    });
  });
});
