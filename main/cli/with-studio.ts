import { createRouterClient } from '@orpc/server';
import type { StudioClient } from '../contract/contract.ts';
import type { Settings } from '../contract/system/system.ts';
import type { QueueReach } from '../studio/runs/training/run-queue.ts';
import type { Studio } from '../studio/studio.ts';
import { openLibraryStudio } from './open-library-studio.ts';
import type { RankChoice } from './rank-option.ts';

/** Opens the studio on a library inside this process, runs the work and closes it again. */
export async function withStudio<T>(
  library: string | undefined,
  work: (studio: Studio, client: StudioClient) => Promise<T>,
  queueReach?: QueueReach,
  ranks?: RankChoice,
  settings?: Partial<Settings>,
): Promise<T> {
  const { studio } = await openLibraryStudio(library, 'cli', queueReach, ranks, settings);
  try {
    return await work(studio, createRouterClient(studio.router));
  } finally {
    await studio.close();
  }
}
