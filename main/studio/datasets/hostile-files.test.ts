import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Library, openLibrary } from '../library/library.ts';
import { type Fate, writeHostileFiles } from '../testing/hostile-files.ts';
import { importPictures } from '../testing/import-pictures.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { Doctor } from './doctor.ts';
import { listSources } from './sources/list-sources.ts';

const path = tempFolderPerTest();
let library: Library;
beforeEach(() => {
  library = openLibrary(path('library'));
});
afterEach(() => library.close());

it('survives a folder of hostile files, and says what became of each', async () => {
  const files = await writeHostileFiles(path('hostile'));
  expect(files.length).toBeGreaterThanOrEqual(60);
  const { datasetId } = await importPictures(library, path('hostile'));
  const doctor = new Doctor(library);
  // Several hold the same picture in different formats; here each counts by itself.
  doctor.setPolicy(datasetId, 'exact-duplicate', 'keep');

  const seen: [string, Fate][] = [
    ...doctor.items
      .list(datasetId, 0, 1000)
      .map(({ source, isUsed }): [string, Fate] => [source, isUsed ? 'imported' : 'quarantined']),
    ...doctor.setAside.list(datasetId).map(({ file }): [string, Fate] => [file.file, 'quarantined']),
    ...(await listSources([path('hostile')], new AbortController().signal)).ignored.map(
      (name): [string, Fate] => [name, 'ignored'],
    ),
  ];
  const fatesOf = (name: string) => {
    const fates: Partial<Record<Fate, number>> = {};
    for (const [source, fate] of seen) {
      const isOfIt = [`hostile/${name}`, `hostile/${name}/`, `hostile/${name}#`].some((start, i) =>
        i === 0 ? source === start : source.startsWith(start),
      );
      if (isOfIt) fates[fate] = (fates[fate] ?? 0) + 1;
    }
    return fates;
  };
  expect(Object.fromEntries(files.map(({ name }) => [name, fatesOf(name)]))).toEqual(
    Object.fromEntries(files.map(({ name, fates }) => [name, fates])),
  );
  const counts = doctor.fileCounts(datasetId);
  expect(counts.imported + counts.quarantined + counts.ignored).toBe(counts.seen);
  expect(counts.seen).toBe(seen.length);
  // Nothing was written beside the library: archives are read where they lie.
  expect(() => readFileSync(path('escape.png'))).toThrow();
}, 120_000);
