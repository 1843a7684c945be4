import { z } from 'zod';
import { UnfinishedImport } from '../datasets/datasets.ts';
import { ImportId } from '../ids.ts';
import { Nothing, procedure, StartedJob } from '../procedure.ts';
import { SortInput, SortOutput } from './sort.ts';

/** What is to be imported, and imports that can go on. */
export const importProcedures = {
  /** Tells models from pictures among what was opened or dropped; imports nothing yet. */
  sort: procedure.input(SortInput).output(SortOutput),
  /** Imports that were interrupted or cancelled. */
  unfinished: procedure.output(z.array(UnfinishedImport)),
  resume: procedure.input(z.object({ id: ImportId })).output(StartedJob),
  discard: procedure.input(z.object({ id: ImportId })).output(Nothing),
};
