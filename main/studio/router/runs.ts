import type { Runs } from '../runs/runs.ts';
import type { ContractImplementer } from './base.ts';

export const runsRouter = (os: ContractImplementer, { runs }: { runs: Runs }) => ({
  presets: os.runs.presets.handler(() => runs.planner.presets()),
  preview: os.runs.preview.handler(({ input }) => runs.planner.preview(input)),
  plan: os.runs.plan.handler(async ({ input }) => ({ jobId: await runs.planner.start(input) })),
  start: os.runs.start.handler(({ input }) => runs.start(input)),
  pause: os.runs.pause.handler(async ({ input }) => {
    await runs.pause(input.id);
    return {};
  }),
  resume: os.runs.resume.handler(async ({ input: { id, ...limits } }) => ({
    jobId: await runs.resume(id, limits),
  })),
  stop: os.runs.stop.handler(async ({ input }) => {
    await runs.stop(input.id);
    return {};
  }),
  remove: os.runs.remove.handler(async ({ input }) => {
    await runs.remove(input.id);
    return {};
  }),
  list: os.runs.list.handler(() => runs.list()),
  get: os.runs.get.handler(({ input }) => runs.get(input.id)),
  defaults: os.runs.defaults.handler(({ input }) => runs.defaults(input.id)),
  history: os.runs.history.handler(({ input }) => runs.series.history(input.id)),
  series: os.runs.series.handler(async ({ input }) => ({ points: await runs.series.spans(input) })),
  exportSeries: os.runs.exportSeries.handler(({ input }) => ({ jobId: runs.series.export(input) })),
  watch: os.runs.watch.handler(({ input, signal }) => {
    // Asked for before the stream begins: only a call can answer with an error of the catalogue.
    runs.get(input.id);
    return runs.watch(input.id, signal);
  }),
  checkpoints: os.runs.checkpoints.handler(({ input }) => runs.checkpoints.list(runs.get(input.id).id)),
  pin: os.runs.pin.handler(async ({ input: { id, checkpoint, isPinned } }) => {
    await runs.checkpoints.pin(runs.get(id).id, checkpoint, isPinned);
    return {};
  }),
  rollback: os.runs.rollback.handler(({ input: { id, checkpoint } }) => runs.rollback(id, checkpoint)),
  removeCheckpoint: os.runs.removeCheckpoint.handler(async ({ input: { id, checkpoint } }) => {
    await runs.checkpoints.remove(runs.get(id), checkpoint);
    return {};
  }),
  diskUse: os.runs.diskUse.handler(() => runs.diskUse()),
});
