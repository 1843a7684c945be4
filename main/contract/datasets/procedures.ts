import { z } from 'zod';
import { DatasetId, UploadId } from '../ids.ts';
import { Nothing, procedure, StartedJob } from '../procedure.ts';
import {
  AddInput,
  Dataset,
  DatasetName,
  DecideInput,
  DecideOutput,
  ImportInput,
  ImportSampleInput,
  ListItemsInput,
  ListItemsOutput,
  QuarantineOutput,
  SelectItemsInput,
  SelectItemsOutput,
  SetPolicyInput,
} from './datasets.ts';
import { DatasetReport, Diagnosis } from './diagnosis.ts';

/** Datasets: importing, looking at them, and choosing what is trained on. */
export const datasetProcedures = {
  list: procedure.output(z.array(Dataset)),
  items: procedure.input(ListItemsInput).output(ListItemsOutput),
  /** Item numbers by filter and order, for a grid. */
  select: procedure.input(SelectItemsInput).output(SelectItemsOutput),
  /** Takes pictures in or leaves them out, whatever their findings say; `auto` undoes it. */
  decide: procedure.input(DecideInput).output(DecideOutput),
  setPolicy: procedure.input(SetPolicyInput).output(Nothing),
  diagnosis: procedure.input(z.object({ id: DatasetId })).output(Diagnosis),
  report: procedure.input(z.object({ id: DatasetId })).output(DatasetReport),
  import: procedure.input(ImportInput).output(StartedJob),
  add: procedure.input(AddInput).output(StartedJob),
  importSample: procedure.input(ImportSampleInput).output(StartedJob),
  /** Opens a place for a browser to send files to; it is emptied after the import or a day. */
  openUpload: procedure.output(z.object({ uploadId: UploadId })),
  /** Throws away what was sent; only before an import of it has begun. */
  discardUpload: procedure.input(z.object({ uploadId: UploadId })).output(Nothing),
  quarantine: procedure.input(z.object({ id: DatasetId })).output(QuarantineOutput),
  /** Reads a file that was set aside once more; an import of that file alone. */
  retry: procedure.input(z.object({ id: DatasetId, number: z.int().min(0) })).output(StartedJob),
  /** Marks a file that was set aside as seen, to be kept out. */
  dismiss: procedure
    .input(z.object({ id: DatasetId, number: z.int().min(0), isDismissed: z.boolean() }))
    .output(Nothing),
  rename: procedure.input(z.object({ id: DatasetId, name: DatasetName })).output(Nothing),
  duplicate: procedure.input(z.object({ id: DatasetId, name: DatasetName })).output(Dataset),
  remove: procedure.input(z.object({ id: DatasetId })).output(Nothing),
};
