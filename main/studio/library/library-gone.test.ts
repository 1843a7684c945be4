import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { jobEnd, openTestStudio } from '../testing/open-test-studio.ts';
import { scriptedCompute } from '../testing/scripted-compute.ts';

it.skipIf(process.platform === 'win32')(
  'says that the library’s folder has gone, and takes nothing that nobody could read again',
  async () => {
    await using open = await openTestStudio({ launchCompute: scriptedCompute });
    const { client } = open;
    const importSample = async () => {
      const { jobId } = await client.datasets.importSample({ count: 64 });
      const { state, error } = await jobEnd(client, jobId);
      if (state === 'failed') throw error;
    };
    await importSample();
    const [{ id }] = await client.datasets.list();
    // Systems that lock open files (Windows) do not let this happen.
    rmSync(open.libraryDir, { recursive: true });
    const works = {
      rename: () => client.datasets.rename({ id, name: 'Another' }),
      'upload a file': () => client.datasets.openUpload(),
      duplicate: () => client.datasets.duplicate({ id, name: 'Copy' }),
      'change a setting': () => client.system.settings({ threads: 1 }),
      remove: () => client.datasets.remove({ id }),
      import: importSample,
      // The folder of the datasets is there again, made by the import, with nothing in it.
      'duplicate again': () => client.datasets.duplicate({ id, name: 'Copy' }),
      'upload again': () => client.datasets.openUpload(),
    };
    for (const [name, work] of Object.entries(works)) {
      const error = await work().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error, name).toMatchObject({
        code: expect.stringMatching(/^(LIBRARY_UNUSABLE|PATH_NOT_FOUND)$/),
        message: expect.stringContaining('folder has gone'),
        data: {
          next: expect.stringMatching(/^[A-Z].+\.$/),
          subject: expect.stringContaining(open.libraryDir),
        },
      });
    }
  },
);
