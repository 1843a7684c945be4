import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { randomStream } from '../../../protocol/random.ts';
import { sha256 } from '../../../protocol/sha256.ts';
import { paintSampleFaces } from '../../../sample-faces/paint-sample-faces.ts';
import { openLibrary } from '../../library/library.ts';
import { importPictures } from '../../testing/import-pictures.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { Doctor } from '../diagnosis/doctor.ts';
import { openDatasetStores } from '../store/index.ts';
import { listDrafts } from './draft-rows.ts';
import { tidyBatches } from './tidy-batches.ts';

const path = tempFolderPerTest();
const child = join(import.meta.dirname, '../../testing/import-in-child.ts');
const interruptions = 50;

/** Files of the library, those of datasets by their place in them, and rows; ids, times and the database's own left out. */
function contents(libraryDir: string) {
  const library = openLibrary(libraryDir);
  try {
    tidyBatches(library);
    const stores = openDatasetStores(library);
    const doctor = new Doctor(library.db, stores);
    const files = readdirSync(libraryDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('library.'))
      .map((entry) => {
        const place = entry.parentPath.slice(libraryDir.length).replace(/^\/datasets\/[^/]+/, '');
        const bytes = readFileSync(join(entry.parentPath, entry.name));
        return `${place}/${entry.name} ${sha256(bytes)}`;
      })
      .sort();
    const datasets = stores.datasets.list();
    return {
      files,
      datasets: datasets.map(({ id: _, createdAt: __, ...rest }) => rest),
      items: datasets.flatMap(({ id }) => stores.items.list(id, 0, 500)),
      hashes: datasets.map(({ id }) => doctor.diagnosis(id).setHash),
      drafts: listDrafts(library).length,
    };
  } finally {
    library.close();
  }
}

it(`goes on after ${interruptions} kills at any moment, with the same result as without`, async () => {
  mkdirSync(path('photos'));
  for await (const { name, png } of paintSampleFaces({ count: 24, size: 96, seed: 3 }))
    writeFileSync(path('photos', name), png);
  writeFileSync(path('photos', 'words.jpg'), 'words');
  const library = openLibrary(path('whole'));
  await importPictures(library, path('photos'));
  library.close();
  const expected = contents(path('whole'));
  expect(expected.items).toHaveLength(24);

  const files = readdirSync(path('photos')).length;
  const random = randomStream(9, 'interruptions', 0);
  let midway = 0;
  for (let round = 0; round < interruptions; round++) {
    const libraryDir = path(`library-${round}`);
    const importing = fork(child, [libraryDir, path('photos')], { stdio: 'ignore' });
    const ended = once(importing, 'exit');
    // Each number of files that are done has its turn, and the end of an import, where files become a dataset, several.
    const done = Math.min(round % (files + 8), files);
    await new Promise<void>((reached) => importing.on('message', (now) => Number(now) >= done && reached()));
    await sleep(random.uniform() * (done < files ? 8 : 200));
    importing.kill('SIGKILL');
    await ended;

    const reopened = openLibrary(libraryDir);
    const [draft] = listDrafts(reopened);
    const isWhole = openDatasetStores(reopened).datasets.list().length === 1;
    // Nothing half-made is ever shown: there is a whole dataset, an import that waits, or nothing yet.
    expect(isWhole && draft !== undefined).toBe(false);
    if (draft !== undefined) {
      midway += 1;
      await importPictures(reopened, path('photos'), { resume: draft.id });
    } else if (!isWhole) await importPictures(reopened, path('photos'));
    reopened.close();
    expect(contents(libraryDir)).toEqual(expected);
    rmSync(libraryDir, { recursive: true });
  }
  // Kills must have hit imports that were going on, or nothing was tried: most do, fewer where this process waits for its turn.
  expect(midway).toBeGreaterThan(interruptions / 10);
});
