import type { ContractRouterClient } from '@orpc/contract';
import { compareProcedures } from './compare/procedures.ts';
import { datasetProcedures } from './datasets/procedures.ts';
import { faceProcedures } from './faces/procedures.ts';
import { importProcedures } from './imports/procedures.ts';
import { latentProcedures } from './latents/procedures.ts';
import { modelProcedures } from './models/procedures.ts';
import { placeProcedures } from './places/procedures.ts';
import { queueProcedures, runProcedures, sweepProcedures } from './runs/procedures.ts';
import { jobProcedures, systemProcedures } from './system/procedures.ts';

/** The API: noun.verb; long work returns a job id at once. Each noun has its procedures in a folder of its own. */
export const contract = {
  system: systemProcedures,
  datasets: datasetProcedures,
  imports: importProcedures,
  runs: runProcedures,
  queue: queueProcedures,
  sweeps: sweepProcedures,
  places: placeProcedures,
  models: modelProcedures,
  faces: faceProcedures,
  latents: latentProcedures,
  compare: compareProcedures,
  jobs: jobProcedures,
};

export type Contract = typeof contract;
export type StudioClient = ContractRouterClient<Contract>;
