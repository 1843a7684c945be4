import { rm } from 'node:fs/promises';
import type { RunId } from '../../../contract/ids.ts';
import type { Run } from '../../../contract/runs/runs.ts';
import type { Library } from '../../library/library.ts';
import type { RunFeed } from '../run-feed.ts';
import type { SeriesStore } from '../store/series-store.ts';
import type { CheckpointSummary } from './checkpoint-folder.ts';

/** Removes the rows, ticks and sample grids of a run after `nimg`, as it goes on from there. */
export async function forgetAfter(
  library: Library,
  series: SeriesStore,
  id: RunId,
  nimg: number,
): Promise<void> {
  const gone = series.forgetAfter(id, nimg);
  await Promise.all(gone.map(({ name }) => rm(library.paths.sampleFile(id, name), { force: true })));
}

/** The run as it stood at a checkpoint, or at its start without one; what came after is forgotten. */
export async function goBack(
  { library, series, feed }: { library: Library; series: SeriesStore; feed: RunFeed },
  run: Run,
  checkpoint: CheckpointSummary | undefined,
): Promise<Run> {
  const { nimg, trainingSeconds } = checkpoint ?? { nimg: 0, trainingSeconds: 0 };
  await forgetAfter(library, series, run.id, nimg);
  feed.emit(run.id, { type: 'rewound', nimg });
  return { ...run, nimg, trainingSeconds };
}
