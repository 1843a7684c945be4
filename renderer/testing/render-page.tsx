import { MantineProvider } from '@mantine/core';
import { Notifications, notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach } from 'vitest';
import { queryClient } from '../client/query-client.ts';
import { theme } from '../theme/theme.ts';
import { forgetStudio } from './fake-studio.ts';

// What is waited for comes at once, unless the machine is busy with other things.
configure({ asyncUtilTimeout: 60_000 });

afterEach(() => {
  cleanup();
  queryClient.clear();
  notifications.clean();
  forgetStudio();
});

/** Draws a part of the window as the window does, and gives the hands of a person. */
export function renderPage(content: ReactNode): UserEvent {
  render(inWindow(content));
  // Without a pause between the presses.
  return userEvent.setup({ delay: null });
}

/** What stands around every part of the window; a second drawing of the same part needs it too. */
export function inWindow(content: ReactNode): ReactNode {
  return (
    <MantineProvider theme={theme} defaultColorScheme="dark" env="test">
      <QueryClientProvider client={queryClient}>
        <Notifications />
        {content}
      </QueryClientProvider>
    </MantineProvider>
  );
}
