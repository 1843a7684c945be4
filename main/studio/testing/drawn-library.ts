import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll } from 'vitest';
import { DatasetId } from '../../contract/ids.ts';
import { errorCode } from '../../disk/disk-error.ts';
import { jobEnd, openTestStudio, type TestStudio } from './open-test-studio.ts';
import { scriptedCompute } from './scripted-compute.ts';

export interface DrawnLibrary {
  copyTo(libraryDir: string): DatasetId;
  /** Opens a studio on a copy, which is removed when the studio is disposed. */
  open(options?: Parameters<typeof openTestStudio>[0]): Promise<TestStudio & { datasetId: DatasetId }>;
}

/** A library with one small dataset, drawn once for all tests, which work on copies of it. */
export function drawnLibrary(): DrawnLibrary {
  // In the folder of all tests, which is removed after the last of them.
  const drawn = join(tmpdir(), 'drawn-library');
  beforeAll(() => (existsSync(drawn) ? undefined : draw(drawn)));
  function copyTo(libraryDir: string): DatasetId {
    cpSync(drawn, libraryDir, { recursive: true });
    return DatasetId.parse(readdirSync(join(drawn, 'datasets')).at(0));
  }
  return {
    copyTo,
    async open(options = {}) {
      const libraryDir = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
      const datasetId = copyTo(libraryDir);
      const test = await openTestStudio({ ...options, libraryDir });
      return {
        ...test,
        datasetId,
        async [Symbol.asyncDispose]() {
          await test[Symbol.asyncDispose]();
          rmSync(libraryDir, { recursive: true, force: true });
        },
      };
    },
  };
}

/** Whole or not at all: other files of tests may be drawing it at the same moment. */
async function draw(to: string): Promise<void> {
  const libraryDir = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  {
    await using studio = await openTestStudio({ libraryDir, launchCompute: scriptedCompute });
    const { jobId } = await studio.client.datasets.importSample({ name: 'Faces', count: 64 });
    await jobEnd(studio.client, jobId);
  }
  try {
    renameSync(libraryDir, to);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(errorCode(error) ?? '')) throw error;
    rmSync(libraryDir, { recursive: true });
  }
}
