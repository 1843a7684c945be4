import { afterEach, assert, beforeEach, expect, it, vi } from 'vitest';
import { DatasetId, RunId } from '../../../contract/ids.ts';
import type { Run } from '../../../contract/runs/runs.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { type Library, openLibrary } from '../../library/library.ts';
import { fakeCompute } from '../../testing/fake-compute.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import type { MeasurementStore } from '../store/measurement-store.ts';
import { RunStore } from '../store/run-store.ts';
import { SeriesStore } from '../store/series-store.ts';
import { ActiveTraining } from './active-training.ts';

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
  nimg: 0,
  trainingSeconds: 0,
  createdAt: now,
  updatedAt: now,
};

let library: Library;
beforeEach(() => {
  library = openLibrary(path('library'));
});
afterEach(() => library.close());

it('measures what steps cost once it has made enough of them', async () => {
  const { compute, processes } = fakeCompute();
  const store = new RunStore(library.db);
  store.save(run);
  const save = vi.fn<MeasurementStore['save']>();
  const nothing = () => undefined;
  const training = new ActiveTraining(
    run,
    {
      ...{ type: 'train', engine: 'wasm', threads: 1, mode: 'eager', checkpointIntervalSeconds: 60 },
      ...{ runDir: path('run'), pixelsFile: path('pixels'), config: run.config },
    },
    {
      ...{ compute, library, store, series: new SeriesStore(library.db), measurements: { save } },
      ...{ record: nothing, emit: nothing, report: nothing },
      saved: () => Promise.resolve(),
      wentBack: () => Promise.resolve(),
    },
  );
  const process = await vi.waitFor(() => {
    const [started] = processes;
    assert(started);
    return started;
  });
  process.ready();
  process.tell({ type: 'stepping', mode: 'eager' });
  process.tell({ type: 'status', nimg: 0, imagesPerSecond: 5, trainingSeconds: 1, memoryBytes: 1e6 });
  let nimg = 0;
  const step = (count: number) => {
    const rows = Array.from({ length: count }, () => {
      nimg += 32;
      return { nimg, dLoss: 1, gLoss: 1, dReal: 0.5, dFake: 0.5 };
    });
    process.tell({ type: 'steps', rows });
    process.tell({ type: 'checkpoint', name: 'here', nimg, sizeBytes: 1 });
  };
  step(3);
  step(124);
  expect(save).not.toHaveBeenCalled();
  step(1);
  expect(save).toHaveBeenCalledOnce();
  expect(save.mock.lastCall?.[1]).toMatchObject({ imagesPerSecond: 5, memoryBytes: 1e6, mode: 'eager' });
  process.tell({ type: 'ended', reason: 'paused' });
  process.exit({ code: 0 });
  await expect(training.ended).resolves.toBe('paused');
});
