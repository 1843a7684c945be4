import type { Datasets } from '../datasets/datasets.ts';
import type { Doctor } from '../datasets/diagnosis/doctor.ts';
import { datasetReport } from '../datasets/diagnosis/report.ts';
import type { Imports } from '../datasets/import/imports.ts';
import type { Uploads } from '../library/uploads.ts';
import type { Runs } from '../runs/runs.ts';
import type { ContractImplementer } from './base.ts';

export interface DatasetDeps {
  datasets: Datasets;
  doctor: Doctor;
  imports: Imports;
  runs: Runs;
  uploads: Uploads;
}

export const datasetsRouter = (
  os: ContractImplementer,
  { datasets, doctor, imports, runs, uploads }: DatasetDeps,
) => ({
  list: os.datasets.list.handler(() => datasets.list()),
  items: os.datasets.items.handler(({ input }) => datasets.items(input.id, input.offset, input.limit)),
  select: os.datasets.select.handler(({ input }) => doctor.select(input)),
  decide: os.datasets.decide.handler(({ input }) => datasets.decide(input.id, input.indices, input.decision)),
  setPolicy: os.datasets.setPolicy.handler(({ input }) => {
    datasets.setPolicy(input.id, input.kind, input.policy);
    return {};
  }),
  diagnosis: os.datasets.diagnosis.handler(({ input }) => doctor.diagnosis(input.id)),
  report: os.datasets.report.handler(({ input }) => datasetReport(datasets, doctor, input.id)),
  import: os.datasets.import.handler(async ({ input }) => ({ jobId: (await imports.import(input)).id })),
  add: os.datasets.add.handler(async ({ input }) => ({ jobId: (await imports.add(input)).id })),
  importSample: os.datasets.importSample.handler(({ input }) => ({ jobId: imports.importSample(input).id })),
  openUpload: os.datasets.openUpload.handler(async () => ({ uploadId: await uploads.open() })),
  discardUpload: os.datasets.discardUpload.handler(async ({ input }) => {
    await uploads.discard(input.uploadId);
    return {};
  }),
  quarantine: os.datasets.quarantine.handler(({ input }) => ({ files: datasets.setAside(input.id) })),
  retry: os.datasets.retry.handler(async ({ input }) => ({
    jobId: (await imports.retry(input.id, input.number)).id,
  })),
  dismiss: os.datasets.dismiss.handler(({ input }) => {
    datasets.dismiss(input.id, input.number, input.isDismissed);
    return {};
  }),
  rename: os.datasets.rename.handler(({ input }) => {
    datasets.rename(input.id, input.name);
    return {};
  }),
  duplicate: os.datasets.duplicate.handler(({ input }) => datasets.duplicate(input.id, input.name)),
  remove: os.datasets.remove.handler(async ({ input }) => {
    await datasets.remove(input.id, runs.isTrainingOn(input.id) || imports.isAddingTo(input.id));
    await imports.discardOf(input.id);
    return {};
  }),
});
