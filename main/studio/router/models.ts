import type { Models } from '../models/models.ts';
import type { ContractImplementer } from './base.ts';

export const modelsRouter = (os: ContractImplementer, { models }: { models: Models }) => ({
  promote: os.models.promote.handler(({ input }) => models.promote(input)),
  list: os.models.list.handler(() => models.list()),
  get: os.models.get.handler(({ input }) => models.get(input.id)),
  remove: os.models.remove.handler(async ({ input }) => {
    await models.remove(input.id);
    return {};
  }),
});
