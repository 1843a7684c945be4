import type { MenuItemConstructorOptions } from 'electron';
import { expect, test, vi } from 'vitest';
import { commandCatalogue } from '../contract/system/commands.ts';
import { accelerator, menuTemplate } from './menu.ts';

const itemsOf = (template: MenuItemConstructorOptions[]) =>
  template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));

test('every command stands in the menu once and sends its id', () => {
  const send = vi.fn();
  const items = itemsOf(menuTemplate('linux', send)).filter(({ id }) => id !== undefined);
  expect(items.map(({ id }) => id).sort()).toEqual(commandCatalogue.map(({ id }) => id).sort());
  for (const { click } of items) Reflect.apply(click ?? (() => undefined), undefined, []);
  expect(send.mock.calls.flat()).toEqual(items.map(({ id }) => id));
});

test('keys are shown in Electron’s spelling and left to the page', () => {
  expect(accelerator('mod+alt+P')).toBe('CommandOrControl+Alt+P');
  expect(accelerator('mod+shift+O')).toBe('CommandOrControl+Shift+O');
  const pause = itemsOf(menuTemplate('linux', () => undefined)).find(({ id }) => id === 'runs.pause');
  expect(pause).toMatchObject({ accelerator: 'CommandOrControl+Alt+P', registerAccelerator: false });
});

test('each system has its own way out', () => {
  const roles = (platform: string) => {
    const template = menuTemplate(platform, () => undefined);
    return [...template, ...itemsOf(template)].map(({ role }) => role);
  };
  expect(roles('darwin')).toEqual(expect.arrayContaining(['appMenu', 'close', 'editMenu', 'windowMenu']));
  expect(roles('win32')).toEqual(expect.arrayContaining(['quit', 'editMenu', 'windowMenu']));
  expect(roles('win32')).not.toContain('appMenu');
});
