import { DatasetId, type ImportId } from '../../contract/ids.ts';
import type { Progress } from '../../contract/system/jobs.ts';
import { createLogger } from '../base/log.ts';
import { newId } from '../base/new-id.ts';
import type { FacePool } from '../compute-process/face-pool.ts';
import { Doctor } from '../datasets/diagnosis/doctor.ts';
import { Draft, type WriteFile } from '../datasets/import/draft.ts';
import type { DraftPlan } from '../datasets/import/draft-rows.ts';
import { runImport } from '../datasets/import/import-job.ts';
import { openDatasetStores } from '../datasets/store/index.ts';
import type { Library } from '../library/library.ts';

export interface ImportTestOptions {
  plan?: Partial<DraftPlan>;
  /** Goes on with this draft instead of beginning one. */
  resume?: ImportId;
  signal?: AbortSignal;
  report?: (progress: Progress) => void;
  write?: WriteFile;
  openPool?: () => FacePool;
}

/** Runs an import on an open library without a studio around it. */
export async function importPictures(library: Library, path: string, options: ImportTestOptions = {}) {
  const plan: DraftPlan = {
    datasetId: DatasetId.parse(newId('test')),
    isNew: true,
    name: 'Photos',
    paths: [path],
    sources: ['photos'],
    size: 32,
    colour: 'auto',
    faces: 'centre',
    ...options.plan,
  };
  const draft =
    options.resume === undefined
      ? await Draft.create(library, plan, options.write)
      : await Draft.reopen(library, options.resume, options.write);
  const openPool =
    options.openPool ??
    (() => {
      throw new Error('no face finder in this test');
    });
  const log = createLogger(() => undefined);
  const context = {
    signal: options.signal ?? new AbortController().signal,
    report: options.report ?? (() => undefined),
  };
  const stores = openDatasetStores(library);
  const doctor = new Doctor(library.db, stores);
  return runImport({ library, stores, doctor, log, openPool }, draft, context);
}
