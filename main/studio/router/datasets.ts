import type { Datasets } from '../datasets/datasets.ts';
import type { Runs } from '../runs/runs.ts';
import type { Uploads } from '../uploads.ts';
import type { ContractImplementer } from './base.ts';

export interface DatasetDeps {
  datasets: Datasets;
  runs: Runs;
  uploads: Uploads;
}

export const datasetsRouter = (os: ContractImplementer, { datasets, runs, uploads }: DatasetDeps) => ({
  list: os.datasets.list.handler(() => datasets.list()),
  get: os.datasets.get.handler(({ input }) => datasets.get(input.id)),
  items: os.datasets.items.handler(({ input }) => datasets.items(input.id, input.offset, input.limit)),
  import: os.datasets.import.handler(({ input }) => ({ jobId: datasets.import(input).id })),
  importSample: os.datasets.importSample.handler(({ input }) => ({ jobId: datasets.importSample(input).id })),
  openUpload: os.datasets.openUpload.handler(async () => ({ uploadId: await uploads.open() })),
  quarantine: os.datasets.quarantine.handler(({ input }) => ({ files: datasets.quarantined(input.id) })),
  remove: os.datasets.remove.handler(async ({ input }) => {
    await datasets.remove(input.id, runs.isTrainingOn(input.id));
    return {};
  }),
});
