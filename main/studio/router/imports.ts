import type { Imports } from '../datasets/import/imports.ts';
import type { ContractImplementer } from './base.ts';

export const importsRouter = (os: ContractImplementer, { imports }: { imports: Imports }) => ({
  unfinished: os.imports.unfinished.handler(() => imports.unfinished()),
  resume: os.imports.resume.handler(async ({ input }) => ({ jobId: (await imports.resume(input.id)).id })),
  discard: os.imports.discard.handler(async ({ input }) => {
    await imports.discard(input.id);
    return {};
  }),
});
