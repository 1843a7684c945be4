import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './theme/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './App.tsx';
import { registerCommands } from './commands/registry.ts';
import { windowCommands } from './shell/window-commands.ts';

// The page's content security policy forbids code from strings, which zod would otherwise try first.
z.config({ jitless: true });

registerCommands(windowCommands);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
