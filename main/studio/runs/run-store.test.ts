import { afterEach, beforeEach, expect, it } from 'vitest';
import { planConfig, presets } from '../../compute/presets/index.ts';
import { DatasetId, RunId } from '../../contract/ids.ts';
import type { Run } from '../../contract/runs.ts';
import { type Library, openLibrary } from '../library/library.ts';
import { openTestStudio } from '../testing/open-test-studio.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { RunStore } from './run-store.ts';

const path = tempFolderPerTest();
const now = '2026-01-02T03:04:05.000Z';
const run: Run = {
  id: RunId.parse('run-1'),
  name: 'A run',
  datasetId: DatasetId.parse('faces-1'),
  datasetName: 'Faces',
  preset: 'draft-32',
  state: 'running',
  config: planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 }),
  nimg: 64,
  trainingSeconds: 1.5,
  createdAt: now,
  updatedAt: now,
};
const row = (nimg: number) => ({ nimg, dLoss: Math.sin(nimg), gLoss: 1, dReal: 0.6, dFake: 0.4 });

let library: Library;
let store: RunStore;
beforeEach(() => {
  library = openLibrary(path('library'));
  store = new RunStore(library.db);
  store.save(run);
});
afterEach(() => library.close());

it('keeps a run as it was saved', () => {
  expect(store.get(run.id)).toEqual(run);
  const error = { code: 'DISK_FULL', message: 'Full.', data: { next: 'Tidy up.' } } as const;
  const changed: Run = {
    ...run,
    state: 'failed',
    engine: 'wasm',
    checkpointNimg: 32,
    checkpointAt: now,
    error,
  };
  store.save(changed);
  expect(store.list()).toEqual([changed]);
  expect(() => store.get(RunId.parse('other'))).toThrow(expect.objectContaining({ code: 'RUN_NOT_FOUND' }));
  expect(store.isTrainingOn(run.datasetId)).toBe(false);
});

it('goes back to a checkpoint without later rows and samples', () => {
  store.addSteps(run.id, [32, 64, 96, 128].map(row));
  for (const [name, nimg] of [
    ['reals', 0],
    ['000000.0k', 0],
    ['000000.1k', 96],
  ] as const)
    store.addSample(run.id, { name, nimg });
  expect(store.rewind(run.id, 64)).toEqual([{ name: '000000.1k', nimg: 96 }]);
  expect(store.steps(run.id, 0).map(({ nimg }) => nimg)).toEqual([32, 64]);
  expect(store.steps(run.id, 64)).toEqual([row(64)]);
  expect(store.samples(run.id).map(({ name }) => name)).toEqual(['reals', '000000.0k']);
});

it('forgets everything of a run that is removed', () => {
  store.addSteps(run.id, [row(32)]);
  store.remove(run.id);
  store.save(run);
  expect(store.steps(run.id, 0)).toEqual([]);
});

it('remembers the last speed of a preset on an engine', () => {
  expect(store.speed('draft-32', 'wasm')).toBeUndefined();
  store.saveSpeed('draft-32', 'wasm', 20);
  store.saveSpeed('draft-32', 'wasm', 25);
  expect([store.speed('draft-32', 'wasm'), store.speed('draft-32', 'tensorflow')]).toEqual([25, undefined]);
});

it('calls a run interrupted that a studio which died left running, and thins a long history', async () => {
  store.addSteps(
    run.id,
    Array.from({ length: 100_000 }, (_, i) => row(i + 1)),
  );
  library.close();
  const noCompute = () => {
    throw new Error('not needed');
  };
  {
    await using open = await openTestStudio({ libraryDir: path('library'), launchCompute: noCompute });
    expect(await open.client.runs.get({ id: run.id })).toMatchObject({
      state: 'interrupted',
      error: { code: 'COMPUTE_CRASHED' },
    });
    await expect(open.client.runs.resume({ id: run.id })).rejects.toMatchObject({
      code: 'CHECKPOINT_MISSING',
    });
    const { rows } = await open.client.runs.history({ id: run.id, maxPoints: 1000 });
    expect(rows.length).toBeLessThanOrEqual(1000);
    expect([rows[0].nimg, rows.at(-1)?.nimg]).toEqual([1, 100_000]);
  }
  library = openLibrary(path('library'));
});
