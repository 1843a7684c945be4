import { afterEach, beforeEach, expect, it } from 'vitest';
import { DatasetId, RunId } from '../../../contract/ids.ts';
import type { Run } from '../../../contract/runs/runs.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { type Library, openLibrary } from '../../library/library.ts';
import { openTestStudio } from '../../testing/open-test-studio.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { RunStore } from './run-store.ts';
import { SeriesStore } from './series-store.ts';

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
let series: SeriesStore;
beforeEach(() => {
  library = openLibrary(path('library'));
  store = new RunStore(library.db);
  series = new SeriesStore(library.db);
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
  series.addSteps(run.id, [32, 64, 96, 128].map(row));
  for (const [name, nimg] of [
    ['reals', 0],
    ['000000.0k', 0],
    ['000000.1k', 96],
  ] as const)
    series.addSample(run.id, { name, nimg });
  expect(series.forgetAfter(run.id, 64)).toEqual([{ name: '000000.1k', nimg: 96 }]);
  expect(series.steps(run.id, 0).map(({ nimg }) => nimg)).toEqual([32, 64]);
  expect(series.steps(run.id, 64)).toEqual([row(64)]);
  expect(series.samples(run.id).map(({ name }) => name)).toEqual(['reals', '000000.0k']);
});

it('keeps every number of a step, the ticks, and the events in order', () => {
  const full = { ...row(32), realLogit: 1, fakeLogit: -1, heldOutLogit: 0.5, penalty: 2, dGradient: 3 };
  series.addSteps(run.id, [full, row(64)]);
  expect(series.steps(run.id, 0)).toEqual([full, row(64)]);
  const tick = { nimg: 64, diversity: 0.9, rank: 1.1, overfitting: -0.1 };
  series.addTick(run.id, tick);
  expect(series.ticks(run.id)).toEqual([tick]);
  for (const sentence of ['First.', 'Second.'])
    series.addEvent(run.id, { nimg: 64, at: now, kind: 'health', condition: 'overfit', sentence });
  series.forgetAfter(run.id, 32);
  expect(series.ticks(run.id)).toEqual([]);
  expect(series.timeline(run.id).map(({ sentence }) => sentence)).toEqual(['First.', 'Second.']);
});

it('forgets everything of a run that is removed', () => {
  series.addSteps(run.id, [row(32)]);
  store.remove(run.id);
  store.save(run);
  expect(series.steps(run.id, 0)).toEqual([]);
});

it('calls a run interrupted that a studio which died left running', async () => {
  store.save({ ...run, checkpointNimg: 32, checkpointAt: now });
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
  }
  library = openLibrary(path('library'));
});
