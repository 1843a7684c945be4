import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../../contract/datasets.ts';
import { StudioError } from '../../contract/errors.ts';
import { RunId } from '../../contract/ids.ts';
import type { RunConfig } from '../../contract/run-config.ts';
import type { Run, StartRunInput } from '../../contract/runs.ts';
import type { Datasets } from '../datasets/datasets.ts';
import { syncFolder, writeFileAtomic } from '../library/atomic-file.ts';
import type { Library } from '../library/library.ts';
import { newId } from '../new-id.ts';
import { configFor } from './choose-config.ts';

/** Fewer pictures than this cannot even fill a batch of different ones. */
const minimumImages = 16;

/** The dataset of a run that is to be started, and its config. Throws TOO_FEW_IMAGES. */
export function planRun(datasets: Datasets, input: StartRunInput): { dataset: Dataset; config: RunConfig } {
  const dataset = datasets.get(input.datasetId);
  if (dataset.imageCount < minimumImages) {
    throw new StudioError('TOO_FEW_IMAGES', `"${dataset.name}" has ${dataset.imageCount} pictures.`, {
      next: `At least ${minimumImages} are needed to start, and a few hundred to learn from: import more.`,
      subject: dataset.id,
    });
  }
  return { dataset, config: configFor(input, dataset) };
}

/** Makes the folder of a run with its frozen config; the run itself is saved by whoever queues it. */
export async function createRun(
  { library, datasets }: { library: Library; datasets: Datasets },
  dataset: Dataset,
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
  await mkdir(paths.samplesDir(run.id), { recursive: true });
  await writeFileAtomic(join(paths.runDir(run.id), 'config.json'), JSON.stringify(run.config, null, 2));
  await syncFolder(paths.runs);
  return run;
}
