import { z } from 'zod';
import { Dataset, SetAsideFile } from '../../../contract/datasets/datasets.ts';
import { Diagnosis } from '../../../contract/datasets/diagnosis.ts';

/** What a report is made from. */
export const ReportFacts = z.object({
  dataset: Dataset,
  diagnosis: Diagnosis,
  setAside: z.array(SetAsideFile),
  madeAt: z.iso.datetime(),
});
export type ReportFacts = z.infer<typeof ReportFacts>;

/** The file that `reportJson` makes. */
export const ReportFile = ReportFacts.extend({ schemaVersion: z.literal(1) });

export const reportJson = (facts: ReportFacts): string =>
  JSON.stringify({ schemaVersion: 1, ...facts }, null, 2);
