import type { Sweeps } from '../runs/sweeps.ts';
import type { ContractImplementer } from './base.ts';

export const sweepsRouter = (os: ContractImplementer, { sweeps }: { sweeps: Sweeps }) => ({
  start: os.sweeps.start.handler(({ input }) => sweeps.start(input)),
  pause: os.sweeps.pause.handler(async ({ input }) => {
    await sweeps.pause(input.id);
    return {};
  }),
  resume: os.sweeps.resume.handler(({ input }) => sweeps.resume(input)),
  stop: os.sweeps.stop.handler(async ({ input }) => {
    await sweeps.stop(input.id);
    return {};
  }),
  remove: os.sweeps.remove.handler(async ({ input }) => {
    await sweeps.remove(input.id);
    return {};
  }),
});
