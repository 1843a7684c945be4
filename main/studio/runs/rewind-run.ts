import { rm } from 'node:fs/promises';
import type { RunId } from '../../contract/ids.ts';
import type { Library } from '../library/library.ts';
import type { SeriesStore } from './series-store.ts';

/** Removes the rows, ticks and sample grids of a run after `nimg`, as it goes on from there. */
export async function rewindRun(
  library: Library,
  series: SeriesStore,
  id: RunId,
  nimg: number,
): Promise<void> {
  const gone = series.rewind(id, nimg);
  await Promise.all(gone.map(({ name }) => rm(library.paths.sampleFile(id, name), { force: true })));
}
