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

/** Makes the folder of a run with its frozen config; the run itself is saved by whoever queues it. */
export async function createRun(
  { library, datasets }: { library: Library; datasets: Datasets },
  { dataset, start }: Pick<RunDraft, 'dataset' | 'start'>,
  { name, schedule, group, ...rest }: Pick<Run, 'name' | 'preset' | 'config' | 'schedule' | 'group'>,
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
