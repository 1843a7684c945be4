import { linkSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Library, openLibrary } from '../../library/library.ts';
import type { Fate, HostileFile } from '../../testing/hostile-file.ts';
import { writeHostileFiles } from '../../testing/hostile-files.ts';
import { importPictures } from '../../testing/import-pictures.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { Doctor } from '../diagnosis/doctor.ts';
import { everyFinding } from '../inspect/finding-bits.ts';
import { listSources } from '../sources/list-sources.ts';
import { openDatasetStores } from '../store/index.ts';

const path = tempFolderPerTest();
const corpus = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
const hostile = (...names: string[]) => join(corpus, 'hostile', ...names);
let files: HostileFile[];
beforeAll(async () => {
  files = await writeHostileFiles(hostile());
});
afterAll(() => rmSync(corpus, { recursive: true, force: true }));

let library: Library;
beforeEach(() => {
  library = openLibrary(path('library'));
});
afterEach(() => library.close());

it('survives a folder of hostile files, and says what became of each', async () => {
  expect(files.length).toBeGreaterThanOrEqual(60);
  const { datasetId } = await importPictures(library, hostile());
  const stores = openDatasetStores(library);
  const doctor = new Doctor(library.db, stores);
  // Several hold the same picture in different formats; here each counts by itself.
  doctor.setPolicy(datasetId, 'exact-duplicate', 'keep');

  const seen: [string, Fate][] = [
    ...stores.items
      .list(datasetId, 0, 1000)
      .map(({ source, isUsed }): [string, Fate] => [source, isUsed ? 'imported' : 'quarantined']),
    ...stores.setAside.list(datasetId).map(({ file }): [string, Fate] => [file.file, 'quarantined']),
    ...(await listSources([hostile()], new AbortController().signal)).ignored.map(
      ({ file }): [string, Fate] => [file, 'ignored'],
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
  expect(counts.imported + counts.leftOut + counts.quarantined + counts.ignored).toBe(counts.seen);
  expect(counts.seen).toBe(seen.length);
  // Nothing was written beside the library: archives are read where they lie.
  expect(() => readFileSync(join(corpus, 'escape.png'))).toThrow();
});

it('accounts for any part of them, added in two goes, whatever is decided afterwards', async () => {
  const all = files.filter(({ name }) => lstatSync(hostile(name)).isFile() && !name.endsWith('zeros.png'));
  const part = fc.subarray(all, { maxLength: 30 });
  const decisions = fc.array(fc.tuple(fc.nat(60), fc.constantFrom('in', 'out', 'auto')), { maxLength: 6 });
  const policies = fc.array(
    fc.tuple(fc.constantFrom(...everyFinding), fc.constantFrom('keep', 'leave-out')),
    { maxLength: 4 },
  );
  const lay = (folder: string, chosen: readonly HostileFile[]) => {
    rmSync(path(folder), { recursive: true, force: true });
    mkdirSync(path(folder));
    for (const { name } of chosen) {
      mkdirSync(dirname(path(folder, name)), { recursive: true });
      linkSync(hostile(name), path(folder, name));
    }
    linkSync(hostile('whole', 'png.png'), path(folder, 'always.png'));
  };
  const seenIn = (chosen: readonly HostileFile[]) =>
    chosen.reduce((sum, { fates }) => sum + Object.values(fates).reduce((a, b) => a + b, 0), 1);
  await fc.assert(
    fc.asyncProperty(part, part, decisions, policies, async (first, second, decided, ruled) => {
      lay('first', first);
      lay('second', second);
      const stores = openDatasetStores(library);
      const doctor = new Doctor(library.db, stores);
      const { datasetId, files: counts } = await importPictures(library, path('first'));
      expect(counts.seen).toBe(seenIn(first));
      const later = await importPictures(library, path('second'), { plan: { datasetId, isNew: false } });
      expect(later.files.seen).toBe(seenIn(first) + seenIn(second));
      for (const [index, decision] of decided) doctor.decide(datasetId, [index], decision);
      for (const [kind, policy] of ruled) doctor.setPolicy(datasetId, kind, policy);
      const final = doctor.fileCounts(datasetId);
      for (const { imported, leftOut, quarantined, ignored, seen } of [counts, later.files, final])
        expect(imported + leftOut + quarantined + ignored).toBe(seen);
    }),
    { numRuns: 10 },
  );
});
