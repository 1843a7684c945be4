import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Dataset } from '../../../contract/datasets/datasets.ts';
import { DatasetId, type RunId } from '../../../contract/ids.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { libraryPaths } from '../../library/paths.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { createRuns, keepSaved } from './new-run.ts';

const path = tempFolderPerTest();
const config = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 });
const dataset: Dataset = {
  ...{ id: DatasetId.parse('faces-1'), name: 'Faces', imageCount: 64, itemCount: 64, heldOutCount: 0 },
  ...{ size: 32, faces: 'as-is', channels: 1, quarantinedCount: 0, sources: [], sizeBytes: 0 },
  createdAt: '2026-01-01T00:00:00.000Z',
};

it('makes the folders of all runs of a sweep, or of none', async () => {
  const paths = libraryPaths(path());
  const described = ['a', 'b', 'c'].map((name) => ({ name, preset: 'draft-32' as const, config }));
  const create = (mostRuns: number) => {
    let made = 0;
    const provenance = () => {
      made += 1;
      if (made > mostRuns) throw new Error('the dataset has just been removed');
      return { setHash: 'abc', imports: [] };
    };
    return createRuns({ library: { paths }, datasets: { provenance } }, { dataset }, described);
  };
  const ids = (await create(3)).map(({ id }) => id);
  expect(readdirSync(paths.runs).sort()).toEqual(ids.sort());
  await expect(create(2)).rejects.toThrow('removed');
  expect(readdirSync(paths.runs).sort()).toEqual(ids.sort());
});

it('keeps the folders of runs that were saved, where another could not be', async () => {
  const paths = libraryPaths(path());
  const described = ['a', 'b'].map((name) => ({ name, preset: 'draft-32' as const, config }));
  const provenance = () => ({ setHash: 'abc', imports: [] });
  const runs = await createRuns({ library: { paths }, datasets: { provenance } }, { dataset }, described);
  const store = { has: (id: RunId) => id === runs[0].id };
  const full = () => {
    throw new Error('the disk is full');
  };
  expect(() => keepSaved(runs, { paths, store }, full)).toThrow('the disk is full');
  expect(readdirSync(paths.runs)).toEqual([runs[0].id]);
});
