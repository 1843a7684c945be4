import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openTestStudio } from './testing/open-test-studio.ts';
import { scriptedCompute } from './testing/scripted-compute.ts';
import { tempFolderPerTest } from './testing/temp-folder.ts';

const path = tempFolderPerTest();
const open = () => openTestStudio({ libraryDir: path('library'), launchCompute: scriptedCompute });

it('lets go of a library that it could not open, so that it can be tried again', async () => {
  await (await open())[Symbol.asyncDispose]();
  const inDatabase = (sql: string) => {
    const database = new DatabaseSync(join(path('library'), 'library.sqlite'));
    database.exec(sql);
    database.close();
  };
  inDatabase('ALTER TABLE runs RENAME TO runs_elsewhere');
  await expect(open()).rejects.toThrow(/no such table: runs/);
  inDatabase('ALTER TABLE runs_elsewhere RENAME TO runs');
  await using studio = await open();
  expect(await studio.client.runs.list()).toEqual([]);
});
