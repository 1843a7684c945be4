import type { Runs } from '../runs/runs.ts';
import type { ContractImplementer } from './base.ts';

export const queueRouter = (os: ContractImplementer, { runs: { queue } }: { runs: Runs }) => ({
  get: os.queue.get.handler(() => queue.state()),
  hold: os.queue.hold.handler(({ input }) => queue.hold(input.isHeld)),
  move: os.queue.move.handler(({ input }) => queue.move(input.id, input.position)),
  reschedule: os.queue.reschedule.handler(({ input }) => {
    queue.reschedule(input.id, input.schedule);
    return {};
  }),
});
