import type { MenuItemConstructorOptions } from 'electron';
import { type CommandMenu, commandCatalogue } from '../contract/system/commands.ts';

/** 'mod+alt+P' as Electron writes it. */
export const accelerator = (keys: string) =>
  keys.replace('mod', 'CommandOrControl').replace('alt', 'Alt').replace('shift', 'Shift');

function commandItems(menu: CommandMenu, send: (commandId: string) => void): MenuItemConstructorOptions[] {
  return commandCatalogue
    .filter((command) => command.menu === menu)
    .map((command) => ({
      id: command.id,
      label: command.title,
      click: () => send(command.id),
      // The page listens for the same keys itself: the menu shows them and leaves them to it. macOS heeds
      // `registerAccelerator` not, but hands the menu only those keys that the page has not prevented.
      ...('keys' in command ? { accelerator: accelerator(command.keys), registerAccelerator: false } : {}),
    }));
}

/** What the menu offers besides the page's commands: the shell's own. */
export interface ShellActions {
  /** Libraries that were opened last, without the one that is open. */
  recentLibraries: readonly string[];
  openLibrary(dir: string): void;
  showLog(): void;
  showAbout(): void;
}

const recentItem = ({ recentLibraries, openLibrary }: ShellActions): MenuItemConstructorOptions => ({
  label: 'Open recent library',
  enabled: recentLibraries.length > 0,
  submenu: recentLibraries.map((dir) => ({ label: dir, click: () => openLibrary(dir) })),
});

const titles: Readonly<Record<CommandMenu, string>> = {
  file: 'File',
  run: 'Run',
  face: 'Face',
  view: 'View',
  go: 'Go',
  help: 'Help',
};

/** The application menu: the page's commands, the shell's, and the system's own roles around them. */
export function menuTemplate(
  platform: string,
  send: (commandId: string) => void,
  actions: ShellActions,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const menu = (name: CommandMenu, more: MenuItemConstructorOptions[] = []): MenuItemConstructorOptions => ({
    label: titles[name],
    submenu: [...commandItems(name, send), ...more],
  });
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    menu('file', [recentItem(actions), separator, { role: isMac ? 'close' : 'quit' }]),
    { role: 'editMenu' },
    menu('run'),
    menu('face'),
    menu('view', [
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
    ]),
    menu('go'),
    { role: 'windowMenu' },
    // macOS adds its search of the menus to the one of this role. About names the engines, which the panel of macOS does not.
    {
      ...menu('help', [
        separator,
        { label: 'Show the log', click: () => actions.showLog() },
        { label: 'About Faceloom', click: () => actions.showAbout() },
      ]),
      role: 'help',
    },
  ];
}
