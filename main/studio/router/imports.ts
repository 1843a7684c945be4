import type { Imports } from '../datasets/import/imports.ts';
import type { Uploads } from '../library/uploads.ts';
import { sortForImport } from '../models/files/sort-for-import.ts';
import type { ContractImplementer } from './base.ts';

export const importsRouter = (
  os: ContractImplementer,
  { imports, uploads }: { imports: Imports; uploads: Uploads },
) => ({
  sort: os.imports.sort.handler(({ input }) => sortForImport(uploads, input)),
  unfinished: os.imports.unfinished.handler(() => imports.unfinished()),
  resume: os.imports.resume.handler(async ({ input }) => ({ jobId: (await imports.resume(input.id)).id })),
  discard: os.imports.discard.handler(async ({ input }) => {
    await imports.discard(input.id);
    return {};
  }),
});
