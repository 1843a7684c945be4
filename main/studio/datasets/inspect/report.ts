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

/** A report as data. */
export const ReportFile = ReportFacts.extend({ schemaVersion: z.literal(1) });

export function reportJson(facts: ReportFacts): string {
  const file: z.infer<typeof ReportFile> = { schemaVersion: 1, ...facts };
  return JSON.stringify(file, null, 2);
}
