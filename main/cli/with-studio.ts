import { createRouterClient } from '@orpc/server';
import type { StudioClient } from '../contract/contract.ts';
import type { Studio } from '../studio/studio.ts';
import { openLibraryStudio, type StudioChoices } from './open-library-studio.ts';

/** Opens the studio on a library inside this process, runs the work and closes it again. */
export async function withStudio<T>(
  library: string | undefined,
  work: (studio: Studio, client: StudioClient) => Promise<T>,
  choices?: StudioChoices,
): Promise<T> {
  const { studio } = await openLibraryStudio(library, 'cli', choices);
  try {
    return await work(studio, createRouterClient(studio.router));
  } finally {
    await studio.close();
  }
}
