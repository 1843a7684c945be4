import type { Settings } from '../../main/contract/system/system.ts';
import { queryClient } from '../client/query-client.ts';
import { client, studio } from '../client/studio.ts';

/** The settings of the library, read once and kept by events. */
export const settingsQuery = () => studio.system.settings.queryOptions({ input: {} });

/** Switches between the dark and the light look, and remembers it in the library. */
export async function toggleTheme(): Promise<void> {
  const isDark = document.documentElement.dataset['mantineColorScheme'] !== 'light';
  const settings: Settings = await client.system.settings({ theme: isDark ? 'light' : 'dark' });
  queryClient.setQueryData(settingsQuery().queryKey, settings);
}
