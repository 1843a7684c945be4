import type { MenuItemConstructorOptions } from 'electron';
import { expect, test, vi } from 'vitest';
import { commandCatalogue } from '../contract/system/commands.ts';
import { accelerator, menuTemplate } from './menu.ts';

const itemsOf = (template: MenuItemConstructorOptions[]) =>
  template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));

const actions = {
  recentLibraries: ['/other'],
  openLibrary: vi.fn(),
  showLog: vi.fn(),
  showAbout: vi.fn(),
};

test('recent libraries, the log and About are in the menu', () => {
  const items = itemsOf(menuTemplate('linux', () => undefined, actions));
  const press = (label: string, among = items) =>
    Reflect.apply(among.find((item) => item.label === label)?.click ?? (() => undefined), undefined, []);
  const recent = items.find(({ label }) => label === 'Open recent library')?.submenu;
  if (!Array.isArray(recent)) throw new Error('there is no submenu');
  press('/other', recent);
  expect(actions.openLibrary).toHaveBeenCalledExactlyOnceWith('/other');
  for (const label of ['Show the log', 'About Faceloom']) press(label);
  for (const action of [actions.showLog, actions.showAbout]) expect(action).toHaveBeenCalledOnce();
});

test('every command stands in the menu once and sends its id', () => {
  const send = vi.fn();
  const items = itemsOf(menuTemplate('linux', send, actions)).filter(({ id }) => id !== undefined);
  expect(items.map(({ id }) => id).sort()).toEqual(commandCatalogue.map(({ id }) => id).sort());
  for (const { click } of items) Reflect.apply(click ?? (() => undefined), undefined, []);
  expect(send.mock.calls.flat()).toEqual(items.map(({ id }) => id));
});

test('keys are shown in Electron’s spelling and left to the page', () => {
  expect(accelerator('mod+alt+P')).toBe('CommandOrControl+Alt+P');
  expect(accelerator('mod+shift+O')).toBe('CommandOrControl+Shift+O');
  const pause = itemsOf(menuTemplate('linux', () => undefined, actions)).find(
    ({ id }) => id === 'runs.pause',
  );
  expect(pause).toMatchObject({ accelerator: 'CommandOrControl+Alt+P', registerAccelerator: false });
});

test('each system has its own way out', () => {
  const roles = (platform: string) => {
    const template = menuTemplate(platform, () => undefined, actions);
    return [...template, ...itemsOf(template)].map(({ role }) => role);
  };
  expect(roles('darwin')).toEqual(expect.arrayContaining(['appMenu', 'close', 'editMenu', 'windowMenu']));
  expect(roles('win32')).toEqual(expect.arrayContaining(['quit', 'editMenu', 'windowMenu']));
  expect(roles('win32')).not.toContain('appMenu');
});
