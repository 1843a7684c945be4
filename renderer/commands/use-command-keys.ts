import { useEffect } from 'react';
import { bridge } from '../client/studio.ts';
import { matchesKeys } from './keys.ts';
import { allCommands, commandById, runCommand } from './registry.ts';

/** Runs commands from shortcuts and, on the desktop, from the menu. */
export function useCommandKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.repeat || event.defaultPrevented) return;
      const command = allCommands().find(({ keys }) => keys !== undefined && matchesKeys(keys, event));
      if (!command) return;
      event.preventDefault();
      void runCommand(command);
    };
    window.addEventListener('keydown', onKeyDown);
    const stopMenu = bridge?.onCommand((id) => {
      const command = commandById(id);
      if (command) void runCommand(command);
    });
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      stopMenu?.();
    };
  }, []);
}
