import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drawnLibrary } from '../testing/drawn-library.ts';
import { jobEnd, openTestStudio } from '../testing/open-test-studio.ts';
import { scriptedCompute } from '../testing/scripted-compute.ts';

const drawn = drawnLibrary();
/** What systems leave in the folders that a person looks into. */
const strays = ['.DS_Store', '._notes', 'Thumbs.db', 'desktop.ini'];

it('works with files of the system in any of its folders, and leaves them alone', async () => {
  const libraryDir = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  try {
    const datasetId = drawn.copyTo(libraryDir);
    {
      await using open = await openTestStudio({ libraryDir, launchCompute: scriptedCompute });
      const { client } = open;
      const { runId, jobId } = await client.runs.start({ datasetId, preset: 'draft-32', maxKimg: 0.1 });
      await jobEnd(client, jobId);
      const { id } = await client.models.promote({ runId, name: 'Kept' });
      for (const from of [{ kind: 'run', id: runId } as const, { kind: 'model', id } as const]) {
        await jobEnd(client, (await client.models.evaluate({ from })).jobId);
        await client.faces.generate({ from, seed: 1, count: 2 });
      }
      await client.datasets.openUpload();
    }
    const put = putStrays(libraryDir);

    await using open = await openTestStudio({ libraryDir, launchCompute: scriptedCompute });
    const { client } = open;
    expect(await client.datasets.list()).toMatchObject([{ id: datasetId }]);
    const [{ id: runId }] = await client.runs.list();
    expect(await client.runs.checkpoints({ id: runId })).toHaveLength(1);
    expect(await client.runs.diskUse()).toHaveLength(1);
    expect(await client.models.evaluations({})).toHaveLength(2);
    expect(await client.models.exports({})).toEqual([]);
    const { faces } = await client.faces.generate({ from: { kind: 'run', id: runId }, seed: 2, count: 1 });
    await client.faces.remove({ ids: faces.map(({ id }) => id) });
    expect(await client.datasets.duplicate({ id: datasetId, name: 'Copy' })).toMatchObject({ name: 'Copy' });
    await client.datasets.openUpload();
    const more = await client.datasets.importSample({ name: 'More', count: 64 });
    expect(await jobEnd(client, more.jobId)).toMatchObject({ state: 'done' });
    const { jobId } = await client.runs.resume({ id: runId, maxKimg: 0.2 });
    expect(await jobEnd(client, jobId)).toMatchObject({ state: 'done' });
    expect(put.filter((file) => !existsSync(file))).toEqual([]);
  } finally {
    rmSync(libraryDir, { recursive: true, force: true });
  }
});

/** Puts them into every folder; returns their paths. */
function putStrays(folder: string): string[] {
  const folders = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [join(entry.parentPath, entry.name)] : [],
  );
  const files = [folder, ...folders].flatMap((each) => strays.map((name) => join(each, name)));
  for (const file of files) writeFileSync(file, 'stray');
  return files;
}
