import { statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { withUnavailable } from '../../contract/engines.ts';
import type { GraphicsReport } from '../../contract/system/graphics-cards.ts';
import type { SystemEvent, SystemInfo } from '../../contract/system/system.ts';
import { deviceUuids, readCardGauges } from '../../graphics-cards/survey-cards.ts';
import type { EventBus } from '../base/events.ts';
import type { Engines } from '../compute-process/engine-status.ts';
import type { CudaSetup } from '../engines/cuda-setup.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { SettingsStore } from '../library/settings.ts';
import type { StudioOptions } from '../studio-options.ts';
import type { ContractImplementer } from './base.ts';

export interface SystemDeps {
  options: StudioOptions;
  engines: Engines;
  graphics: () => Promise<GraphicsReport>;
  cudaSetup: CudaSetup;
  settings: SettingsStore;
  jobs: Jobs;
  events: EventBus<SystemEvent>;
}

export const systemRouter = (
  os: ContractImplementer,
  { options, engines, graphics, cudaSetup, settings, jobs, events }: SystemDeps,
) => ({
  info: os.system.info.handler(async (): Promise<SystemInfo> => {
    const { bavail, bsize } = await statfs(options.libraryDir);
    const statuses = await engines.statuses();
    return {
      version: options.version,
      platform: `${process.platform}-${process.arch}`,
      nodeVersion: process.versions.node,
      host: options.host,
      libraryDir: options.libraryDir,
      libraryBytesFree: bavail * bsize,
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      memoryFreeBytes: freemem(),
      engines: statuses,
      candidates: withUnavailable(await engines.candidates(settings.get().threads), statuses),
      defaultEngine: await engines.default(),
      graphics: await graphics(),
    };
  }),

  card: os.system.card.handler(async ({ input }) => {
    // Only of cards that the driver named: what is asked for goes to a program.
    return deviceUuids(await graphics()).includes(input.uuid)
      ? ((await readCardGauges(input.uuid)) ?? null)
      : null;
  }),

  cudaSetup: os.system.cudaSetup.handler(() => cudaSetup.state()),

  setUpCuda: os.system.setUpCuda.handler(async () => ({ jobId: await cudaSetup.start() })),

  settings: os.system.settings.handler(({ input }) => {
    if (Object.keys(input).length === 0) return settings.get();
    const changed = settings.change(input);
    events.publish({ type: 'settings.changed' });
    return changed;
  }),

  events: os.system.events.handler(async function* ({ signal }) {
    const changes = events.subscribe(signal);
    try {
      for (const job of jobs.list()) yield { type: 'job', job } satisfies SystemEvent;
      yield* changes;
    } finally {
      await changes.return();
    }
  }),
});
