import type { Jobs } from '../jobs/jobs.ts';
import type { ContractImplementer } from './base.ts';

export const jobsRouter = (os: ContractImplementer, { jobs }: { jobs: Jobs }) => ({
  list: os.jobs.list.handler(() => jobs.list()),
  watch: os.jobs.watch.handler(({ input, signal }) => {
    // Asked for before the stream begins: only a call can answer with an error of the catalogue.
    jobs.get(input.id);
    return jobs.watch(input.id, signal);
  }),
  cancel: os.jobs.cancel.handler(({ input }) => {
    jobs.cancel(input.id);
    return {};
  }),
});
