import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { notifyFailure } from './client/notify.tsx';
import { queryClient } from './client/query-client.ts';
import { bridge } from './client/studio.ts';
import { followSystemEvents } from './client/system-events.ts';
import { CommandPalette } from './commands/CommandPalette.tsx';
import { useCommandKeys } from './commands/use-command-keys.ts';
import { followJobs } from './shell/follow-jobs.ts';
import { importOpened } from './shell/import-opened.ts';
import { Shell } from './shell/Shell.tsx';
import { ThemeFromSettings } from './theme/ThemeFromSettings.tsx';
import { theme, themeVariables } from './theme/theme.ts';

/** The window: look, cache, shortcuts, and the frame around the screens. */
export function App() {
  useCommandKeys();
  useEffect(() => {
    if (isFollowing) return;
    isFollowing = true;
    void followSystemEvents(queryClient, followJobs());
    bridge?.onOpenPaths((paths) => void importOpened(paths).catch(notifyFailure));
  }, []);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={themeVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <ThemeFromSettings />
        <Notifications position="bottom-right" limit={4} />
        <CommandPalette />
        <Shell />
      </QueryClientProvider>
    </MantineProvider>
  );
}

let isFollowing = false;
