import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { DatasetId } from '../../contract/ids.ts';
import { jobEnd, openTestStudio } from './open-test-studio.ts';
import { scriptedCompute } from './scripted-compute.ts';

/** A library with one small dataset, drawn once for the tests of a file, which work on copies of it. */
export function drawnLibrary(): { copyTo(libraryDir: string): DatasetId } {
  const drawn = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  let datasetId: DatasetId;
  beforeAll(async () => {
    await using first = await openTestStudio({ libraryDir: drawn, launchCompute: scriptedCompute });
    const { datasets } = first.client;
    await jobEnd(first.client, (await datasets.importSample({ name: 'Faces', count: 64 })).jobId);
    [{ id: datasetId }] = await datasets.list();
  });
  afterAll(() => rmSync(drawn, { recursive: true, force: true }));
  return {
    copyTo(libraryDir) {
      cpSync(drawn, libraryDir, { recursive: true });
      return datasetId;
    },
  };
}
