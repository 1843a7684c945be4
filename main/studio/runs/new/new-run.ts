import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../../../contract/datasets/datasets.ts';
import { StudioError } from '../../../contract/errors.ts';
import { RunId } from '../../../contract/ids.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { Run, StartRunInput } from '../../../contract/runs/runs.ts';
import { writeFileAtomic } from '../../../disk/atomic-file.ts';
import { syncFolder } from '../../../disk/sync-folder.ts';
import { newId } from '../../base/new-id.ts';
import type { Datasets } from '../../datasets/datasets.ts';
import type { Library } from '../../library/library.ts';
import type { LibraryPaths } from '../../library/paths.ts';
import type { RunStore } from '../store/run-store.ts';
import { configFor } from './choose-config.ts';
import { copyStart, findStartingPoint, type StartingPlaces, type StartingPoint } from './starting-point.ts';

/** What a run that is to be started is made of. */
export interface RunDraft {
  dataset: Dataset;
  config: RunConfig;
  /** Absent = from scratch. */
  start?: StartingPoint;
}

/** Throws TOO_FEW_IMAGES, and what `configFor` throws. */
export async function draftRun(
  { datasets, places }: { datasets: Datasets; places: StartingPlaces },
  input: StartRunInput,
): Promise<RunDraft> {
  const dataset = datasets.get(input.datasetId);
  if (dataset.imageCount < minimumImages) {
    throw new StudioError('TOO_FEW_IMAGES', `"${dataset.name}" has ${dataset.imageCount} pictures.`, {
      next: `At least ${minimumImages} are needed to start, and a few hundred to learn from: import more.`,
      subject: dataset.id,
    });
  }
  if (input.startFrom === undefined) return { dataset, config: configFor(input, dataset) };
  const start = await findStartingPoint(places, input.startFrom);
  return { dataset, config: configFor(input, dataset, start), start };
}

/** Fewer pictures than this cannot even fill a batch of different ones. */
const minimumImages = 16;

interface NewRunDeps {
  library: Pick<Library, 'paths'>;
  datasets: Pick<Datasets, 'provenance'>;
}

type NewRun = Pick<Run, 'name' | 'preset' | 'config' | 'schedule' | 'group'>;

/** Makes the folders of runs with their frozen configs, or none; the runs are saved by whoever queues them. */
export async function createRuns(
  deps: NewRunDeps,
  draft: Pick<RunDraft, 'dataset' | 'start'>,
  described: readonly NewRun[],
): Promise<Run[]> {
  const runs: Run[] = [];
  try {
    for (const each of described) runs.push(await createRun(deps, draft, each));
    return runs;
  } catch (error) {
    for (const { id } of runs) await rm(deps.library.paths.runDir(id), { recursive: true, force: true });
    throw error;
  }
}

async function createRun(
  { library, datasets }: NewRunDeps,
  { dataset, start }: Pick<RunDraft, 'dataset' | 'start'>,
  { name, schedule, group, ...rest }: NewRun,
): Promise<Run> {
  const now = new Date().toISOString();
  const run: Run = {
    ...rest,
    id: RunId.parse(newId(`${dataset.name}-${rest.preset}`)),
    name,
    datasetId: dataset.id,
    datasetName: dataset.name,
    provenance: {
      ...datasets.provenance(dataset.id),
      imageCount: dataset.imageCount,
      heldOutCount: dataset.heldOutCount,
    },
    state: 'queued',
    ...(schedule === undefined ? {} : { schedule }),
    ...(group === undefined ? {} : { group }),
    nimg: 0,
    trainingSeconds: 0,
    createdAt: now,
    updatedAt: now,
  };
  const { paths } = library;
  try {
    await mkdir(paths.samplesDir(run.id), { recursive: true });
    await writeFileAtomic(join(paths.runDir(run.id), 'config.json'), JSON.stringify(run.config, null, 2));
    if (start !== undefined) await copyStart(paths, run.id, start);
    await syncFolder(paths.runs);
    return run;
  } catch (error) {
    await rm(paths.runDir(run.id), { recursive: true, force: true });
    throw error;
  }
}

/** What saving runs comes to; where it fails, the folders of those that were not saved are removed. */
export function keepSaved<T>(
  runs: readonly Run[],
  { paths, store }: { paths: LibraryPaths; store: Pick<RunStore, 'has'> },
  save: () => T,
): T {
  try {
    return save();
  } catch (error) {
    for (const { id } of runs) if (!store.has(id)) rmSync(paths.runDir(id), { recursive: true, force: true });
    throw error;
  }
}
