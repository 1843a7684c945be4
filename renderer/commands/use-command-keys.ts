import { useEffect } from 'react';
import { bridge } from '../client/studio.ts';
import { matchesKeys, writesWithAltGr } from './keys.ts';
import { allCommands, commandById, runCommand } from './registry.ts';

/** Runs commands from shortcuts and, on the desktop, from the menu. */
export function useCommandKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: Event) => {
      // Browsers that fill a form in send presses without a key.
      if (!(event instanceof KeyboardEvent) || event.repeat || event.defaultPrevented) return;
      if (writesText(event)) return;
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

/** Places that characters are written into; ticks and sliders are inputs too, and write none. */
const textFields =
  'input:not([type=checkbox], [type=radio], [type=range], [type=color], [type=file], [type=button]), ' +
  'textarea, [contenteditable]:not([contenteditable="false"])';

/** True when a press writes a character where the focus is, so that no command may take it. */
const writesText = (event: KeyboardEvent): boolean =>
  writesWithAltGr(event) && event.target instanceof Element && event.target.closest(textFields) !== null;
