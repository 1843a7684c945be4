import type { GeneratorRef } from '../../contract/generators.ts';
import type { SystemEvent } from '../../contract/system/system.ts';
import type { EventBus } from '../base/events.ts';
import type { ComputeProcesses } from '../compute-process/compute-processes.ts';
import type { GeneratorFile } from '../generators/generators.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Library } from '../library/library.ts';
import type { SettingsStore } from '../library/settings.ts';
import type { Uploads } from '../library/uploads.ts';

/** What most parts of the studio are made with; each names those that it uses with `Pick`. */
export interface StudioServices {
  library: Library;
  jobs: Jobs;
  events: EventBus<SystemEvent>;
  settings: SettingsStore;
  uploads: Uploads;
  compute: ComputeProcesses;
  findGenerator(ref: GeneratorRef): Promise<GeneratorFile>;
  /** Faceloom's own, for the mark of synthetic pictures. */
  version: string;
}
