import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DatasetId } from '../../../contract/ids.ts';
import { type Library, openLibrary } from '../../library/library.ts';
import { batchPaths } from '../../library/paths.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { Doctor } from '../diagnosis/doctor.ts';
import { openDatasetStores } from '../store/index.ts';
import { Draft } from './draft.ts';
import type { DraftPlan } from './draft-rows.ts';
import { finishDraft } from './finish-draft.ts';
import type { PreparedFile } from './prepare-source.ts';

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  return { ...real, writeSync: vi.fn(real.writeSync) };
});

const path = tempFolderPerTest();
let library: Library;
beforeEach(() => {
  library = openLibrary(path('library'));
});
afterEach(() => library.close());

const plan: DraftPlan = {
  ...{ datasetId: DatasetId.parse('faces-1'), isNew: true, name: 'Faces', paths: ['/photos'] },
  ...{ sources: ['/photos'], size: 32, colour: 'auto', faces: 'centre' },
};

/** A source file of which nothing could be used. */
const file = (name: string): PreparedFile => ({
  source: { name, stamp: '1', read: () => Promise.reject(new Error('not needed')) },
  pictures: [],
  reason: 'not a picture',
});

it('notes each file whole where the disk takes a part of what it is given', async () => {
  const draft = await Draft.create(library, plan);
  const { writeSync: writePart } = await vi.importActual<typeof import('node:fs')>('node:fs');
  vi.mocked(writeSync).mockImplementationOnce((handle, bytes) =>
    writePart(handle, Buffer.from(bytes), 0, 10),
  );
  for (const name of ['a.jpg', 'b.jpg']) await draft.add(file(name));
  draft.close();
  expect((await draft.readEntries()).map((entry) => entry.file)).toEqual(['a.jpg', 'b.jpg']);
});

it('makes no dataset of a journal that is damaged, and goes on with what is whole', async () => {
  const draft = await Draft.create(library, plan);
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) await draft.add(file(name));
  draft.close();
  const { journal } = batchPaths(draft.dir);
  const lines = readFileSync(journal, 'utf8').split('\n');
  writeFileSync(journal, lines.with(1, lines[1].slice(5)).join('\n'));
  const stores = openDatasetStores(library);
  const target = { library, stores, doctor: new Doctor(library.db, stores) };
  await expect(finishDraft(target, draft, { ignored: [], unusable: [] }, undefined)).rejects.toMatchObject({
    code: 'DISK_FAILED',
    message: 'Of 3 files that were read, the import’s notes tell of 1.',
  });
  expect(stores.datasets.list()).toEqual([]);
  const again = await Draft.reopen(library, draft.id);
  expect(again.doneCount).toBe(1);
  expect(again.passOver(file('b.jpg').source)).toBe(false);
});
