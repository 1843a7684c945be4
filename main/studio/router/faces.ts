import type { Faces } from '../faces/faces.ts';
import type { ContractImplementer } from './base.ts';

export const facesRouter = (os: ContractImplementer, { faces }: { faces: Faces }) => ({
  generate: os.faces.generate.handler(async ({ input }) => ({ faces: await faces.generate(input) })),
  save: os.faces.save.handler(({ input }) => {
    faces.save(input.ids);
    return {};
  }),
  remove: os.faces.remove.handler(async ({ input }) => {
    await faces.remove(input.ids);
    return {};
  }),
  list: os.faces.list.handler(({ input }) => faces.saved(input.offset, input.limit)),
  export: os.faces.export.handler(({ input }) => faces.export(input)),
});
